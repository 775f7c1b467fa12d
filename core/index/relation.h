// SPDX-License-Identifier: PostgreSQL
// A table as the catalog and the statistics describe it, and the port that reads it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/index/index_definition.h"

namespace tend::index {

struct ExistingIndex {
  std::string name;  // schema-qualified and quoted
  IndexDefinition definition;
  bool valid = true;
  // Primary key, unique, exclusion, replica identity or CLUSTER index: never named as redundant.
  bool guarded = false;
  RelationId id{};
};

// Writes per day, from the server's counters since they were reset; zero if none are known.
struct WriteRates {
  double inserts = 0;
  double updates = 0;      // all of them
  double hot_updates = 0;  // those that touched no index so far
  double deletes = 0;
};

struct RelationSnapshot {
  RelationId id;
  std::string name;  // schema-qualified and quoted
  double rows = 0;   // of all partitions together, for a partitioned table
  Pages pages;
  double modified_since_analyze = 0;  // rows
  // Share of the pages that the visibility map had as all-visible at the last VACUUM, ANALYZE or
  // index build, 0 to 1: what the planner goes by when it weighs reading an index alone.
  double all_visible = 0;
  bool has_statistics = false;  // at least one column has been analyzed
  // Why no index may be recommended here (temporary, foreign, a system catalog, excluded ...);
  // empty if one may.
  std::string refusal;
  bool is_own = false;      // one of pg_tend's own; always with a refusal
  bool is_catalog = false;  // one of the server's own; always with a refusal
  bool partitioned = false;
  std::vector<ExistingIndex> indexes;
  WriteRates writes_per_day;
};

// Reads tables; asked once for each relation of a run.
class Catalog {
 public:
  virtual ~Catalog() = default;
  virtual Result<RelationSnapshot> read_relation(RelationId relation) = 0;
  // True if an index of this name (unquoted) could be created beside the relation.
  virtual bool is_name_free(RelationId relation, const std::string& name) = 0;
};

}  // namespace tend::index
