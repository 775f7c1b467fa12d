// SPDX-License-Identifier: PostgreSQL
// Every table of a database with its indexes and foreign keys, as values: what findings about
// existing indexes are decided from.
//
// Times are spans that end now, so that nothing here needs a clock.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/index/relation.h"
#include "core/index/size_model.h"

namespace tend::index {

// What the history knows of an index since its dictionary has it.
struct WatchedUse {
  Seconds known_for;        // since the first sample that saw it
  bool from_start = false;  // it was there before the first sample: its age is not known
  double scans = 0;         // the server's counter at the last sample
  std::optional<Seconds>
      last_scan_ago;  // end of the latest interval with scans, in the window asked
};

// How often one index was scanned, on this node.
struct IndexUse {
  double scans = 0;  // the server's counter
  std::optional<WatchedUse> watched;
};

// Storage of an index: one part, or one for each partition.
struct IndexPart {
  RelationId id;
  Pages pages;  // at the last VACUUM, ANALYZE or build
  IndexUse use;
  std::optional<BtreeShape> shape;  // at the same time; absent if no size can be estimated
};

// What an index is there for besides scans.
struct IndexRoles {
  bool primary = false;
  bool exclusion = false;
  bool constraint = false;  // a constraint owns it
  bool referenced = false;  // a foreign key refers to it
  bool replica_identity = false;
  bool clustered = false;
};

struct CatalogIndex {
  ExistingIndex index;
  IndexRoles roles;
  std::string options;       // that make equal definitions different: operator class, NULLS, method
  std::string statement;     // CREATE INDEX, as the server prints it
  bool partitioned = false;  // of a partitioned table: its storage is that of its parts
  bool attached = false;     // a part of a partitioned index: cannot be dropped alone
  bool being_changed = false;  // a build, rebuild or drop may be running on it
  bool leftover = false;       // of a REINDEX CONCURRENTLY that failed
  std::vector<IndexPart> parts;
};

struct CatalogTable {
  RelationId id;
  std::string name;  // schema-qualified and quoted
  RelationId root;   // the partitioned table it belongs to, or itself
  bool partitioned = false;
  std::string refusal;  // why nothing is to be said about it; empty if something may
  double rows = 0;
  Pages pages;  // of all partitions together
  WriteRates writes_per_day;
  std::vector<CatalogIndex> indexes;
};

struct ForeignKey {
  std::string name;  // quoted
  RelationId child, parent;
  std::string parent_name;         // schema-qualified and quoted
  std::vector<IndexTerm> columns;  // of the child, in the constraint's order
  WriteRates parent_writes_per_day;
};

// What is the same for every index.
struct ObservedSpan {
  Seconds counting_for;                // since the server's counters started
  std::optional<Seconds> sampled_ago;  // the last sample; absent without history
  Seconds history_reaches;             // the oldest interval retained
  bool is_standby = false;
  bool has_replicas = false;  // physical ones, as far as this node knows
};

struct IndexCatalog {
  std::vector<CatalogTable> tables;  // partitions have a row of their own
  std::vector<ForeignKey> foreign_keys;
  ObservedSpan span;
};

// True if an index of this name (unquoted) could be created beside the relation.
using NameIsFree = std::function<bool(RelationId relation, const std::string& name)>;

}  // namespace tend::index
