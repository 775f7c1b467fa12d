// SPDX-License-Identifier: PostgreSQL
// Tables and indexes as a sample reads them: their counters, what was seen last, and the difference.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/history/seen_counters.h"

namespace tend::ext {

// Counters of a table in the order in which they are stored.
enum TableCounter : size_t {
  kSeqScans, kSeqRows, kRowsFetched, kInserted, kUpdated, kHotUpdated, kDeleted,
  kHeapFetched, kHeapHit, kToastFetched, kToastHit, kVacuums, kAnalyzes, kTableCounters
};
enum IndexCounter : size_t {
  kScans, kRowsRead, kIndexRowsFetched, kBlocksFetched, kBlocksHit, kIndexCounters
};

struct RelationReading {
  std::optional<int32> relation_id;
  Oid relid = InvalidOid;
  std::string schema, name, kind;  // of one that the dictionary does not know
  Oid table = InvalidOid;          // of an index
  std::vector<double> counters, delta, gauges;
};

// Those that are new or whose counters moved, and how the dictionary fits the catalog.
struct RelationReadings {
  std::vector<RelationReading> tables, indexes;
  int64 known = 0;  // also those that did not move
  bool renamed = false;
};

// REQUIRES: called before the dictionary follows the catalog.
RelationReadings read_relations(const SeenCounters& seen);

}  // namespace tend::ext
