// SPDX-License-Identifier: PostgreSQL
// Tables and indexes as a sample reads them: their counters, what was seen last, and the
// difference.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/history/seen_counters.h"

namespace tend::ext {

// Counters of a table in the order in which they are stored.
enum TableCounter : size_t {
  kSeqScans,
  kSeqRows,
  kRowsFetched,
  kInserted,
  kUpdated,
  kHotUpdated,
  kDeleted,
  kHeapFetched,
  kHeapHit,
  kToastFetched,
  kToastHit,
  kVacuums,
  kAnalyzes,
  kTableCounters
};
enum IndexCounter : size_t {
  kScans,
  kRowsRead,
  kIndexRowsFetched,
  kBlocksFetched,
  kBlocksHit,
  kIndexCounters
};

// What is so now, of a table and of an index.
enum TableGauge : size_t {
  kLiveRows,
  kDeadRows,
  kModifiedSinceAnalyze,
  kInsertedSinceVacuum,
  kPages,
  kAllVisible,
  kTableGauges
};
enum IndexGauge : size_t { kIndexPages };

struct RelationReading {
  std::optional<int32> relation_id;
  Oid relid = InvalidOid;
  std::string schema, name, kind;  // of one that the dictionary does not know
  Oid table = InvalidOid;          // of an index
  bool is_index = false;
  std::array<double, kTableCounters> counters{}, delta{};  // an index has the first kIndexCounters
  std::array<double, kTableGauges> gauges{};

  std::span<const double> counted() const { return std::span(counters).first(counters_used()); }
  std::span<const double> difference() const { return std::span(delta).first(counters_used()); }
  size_t counters_used() const { return is_index ? size_t{kIndexCounters} : kTableCounters; }
};

// Those that are new or whose counters moved, and how the dictionary fits the catalog. Deques, because
// a first sample has tens of thousands, and a vector would hold them twice while it grows.
struct RelationReadings {
  std::deque<RelationReading> tables, indexes;
  int64 known = 0;  // also those that did not move
  bool renamed = false;
};

// REQUIRES: called before the dictionary follows the catalog.
RelationReadings read_relations(const SeenCounters& seen);

}  // namespace tend::ext
