// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "core/index/plan_shape.h"
#include "extension/boundary/guard.h"
#include "extension/what_if/plan_tree.h"

namespace tend::ext {

namespace {

using index::ScanKind;

// What the walk collects: server structures only, an error may jump over it.
struct Collected {
  List* scans;  // of Plan
  int sorts, nested_loops, hash_joins, merge_joins;
};

void collect(Plan* plan, void* context) {
  Collected* found = static_cast<Collected*>(context);
  switch (nodeTag(plan)) {
    case T_SeqScan:
    case T_SampleScan:
    case T_IndexScan:
    case T_IndexOnlyScan:
    case T_BitmapHeapScan:
    case T_TidScan:
    case T_TidRangeScan: found->scans = lappend(found->scans, plan); break;
    case T_Sort:
    case T_IncrementalSort: found->sorts++; break;
    case T_NestLoop: found->nested_loops++; break;
    case T_HashJoin: found->hash_joins++; break;
    case T_MergeJoin: found->merge_joins++; break;
    default: break;
  }
}

// For each range table entry that is a partition its parent's number; else 0. The list by child
// numbers makes climbing cheap for thousands of partitions.
Index* parents_of(const PlannedStmt* plan) {
  Index* parents = static_cast<Index*>(
      palloc0(sizeof(Index) * (static_cast<size_t>(list_length(plan->rtable)) + 1)));
  ListCell* cell;
  foreach (cell, plan->appendRelations) {
    const AppendRelInfo* info = lfirst_node(AppendRelInfo, cell);
    const RangeTblEntry* parent = rt_fetch(info->parent_relid, plan->rtable);
    if (parent->rtekind == RTE_RELATION && parent->relkind == RELKIND_PARTITIONED_TABLE) {
      parents[info->child_relid] = info->parent_relid;
    }
  }
  return parents;
}

ScanKind kind_of(const Plan* plan) {
  switch (nodeTag(plan)) {
    case T_SeqScan: return ScanKind::kSequential;
    case T_BitmapHeapScan: return ScanKind::kBitmap;
    case T_IndexScan:
      return reinterpret_cast<const IndexScan*>(plan)->indexqual ? ScanKind::kIndex
                                                                 : ScanKind::kWholeIndex;
    case T_IndexOnlyScan:
      return reinterpret_cast<const IndexOnlyScan*>(plan)->indexqual ? ScanKind::kIndex
                                                                     : ScanKind::kWholeIndex;
    default: return ScanKind::kOther;
  }
}

void add(index::PlanShape& shape, const index::TableScan& scan) {
  const bool known = std::any_of(shape.scans.begin(), shape.scans.end(), [&](const auto& each) {
    return each.relation == scan.relation && each.kind == scan.kind &&
           each.index_only == scan.index_only;
  });
  if (!known) shape.scans.push_back(scan);
}

}  // namespace

index::PlanShape shape_of(const PlannedStmt* plan) {
  Collected found{};
  const Index* parents = NULL;
  pg_call([&] {
    walk_plans(plan, collect, &found);
    parents = parents_of(plan);
  });
  index::PlanShape shape;
  shape.sorts = found.sorts;
  shape.nested_loops = found.nested_loops;
  shape.hash_joins = found.hash_joins;
  shape.merge_joins = found.merge_joins;
  ListCell* cell;
  foreach (cell, found.scans) {
    const Plan* scan = static_cast<const Plan*>(lfirst(cell));
    Index rti = reinterpret_cast<const Scan*>(scan)->scanrelid;
    while (parents[rti] != 0) rti = parents[rti];
    add(shape, {.relation = RelationId{rt_fetch(rti, plan->rtable)->relid},
                .kind = kind_of(scan),
                .index_only = IsA(scan, IndexOnlyScan)});
  }
  return shape;
}

}  // namespace tend::ext
