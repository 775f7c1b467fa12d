// SPDX-License-Identifier: PostgreSQL
// How a plan reads its tables and puts them together, as far as an index can change it.
//
// Tested by tests/unit/index/plan_shape_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/units.h"

namespace tend::index {

// kWholeIndex reads an index from end to end, for its order or its width, and finds nothing by it.
enum class ScanKind { kSequential, kIndex, kWholeIndex, kBitmap, kOther };

struct TableScan {
  RelationId relation;  // a partitioned table stands for its partitions
  ScanKind kind = ScanKind::kSequential;
  bool index_only = false;
};

struct PlanShape {
  std::vector<TableScan> scans;  // each relation and kind once
  int sorts = 0;                 // nodes, incremental sorts included
  int nested_loops = 0;
  int hash_joins = 0;
  int merge_joins = 0;
};

// True if some scan of the relation looks at all of it.
bool reads_whole(const PlanShape& shape, RelationId relation);

// What changes in the reading of one table and above it, in EXPLAIN's words:
// "Seq Scan -> Index Scan; Sort gone; Hash Join -> Nested Loop". Empty if nothing does.
std::string change_text(const PlanShape& before, const PlanShape& after, RelationId relation);

}  // namespace tend::index
