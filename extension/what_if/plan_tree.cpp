// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/plan_tree.h"

namespace tend::ext {

namespace {

void walk(Plan* plan, PlanVisit visit, void* context);

void walk_list(List* plans, PlanVisit visit, void* context) {
  ListCell* cell;
  foreach (cell, plans) walk(static_cast<Plan*>(lfirst(cell)), visit, context);
}

List* further_children(Plan* plan) {
  switch (nodeTag(plan)) {
    case T_Append: return reinterpret_cast<Append*>(plan)->appendplans;
    case T_MergeAppend: return reinterpret_cast<MergeAppend*>(plan)->mergeplans;
    case T_BitmapAnd: return reinterpret_cast<BitmapAnd*>(plan)->bitmapplans;
    case T_BitmapOr: return reinterpret_cast<BitmapOr*>(plan)->bitmapplans;
    case T_SubqueryScan: return list_make1(reinterpret_cast<SubqueryScan*>(plan)->subplan);
    case T_CustomScan: return reinterpret_cast<CustomScan*>(plan)->custom_plans;
    default: return NIL;
  }
}

void walk(Plan* plan, PlanVisit visit, void* context) {
  if (!plan) return;
  visit(plan, context);
  walk(plan->lefttree, visit, context);
  walk(plan->righttree, visit, context);
  walk_list(further_children(plan), visit, context);
}

void collect_index(Plan* plan, void* context) {
  List** found = static_cast<List**>(context);
  Oid index = InvalidOid;
  if (IsA(plan, IndexScan)) index = reinterpret_cast<IndexScan*>(plan)->indexid;
  if (IsA(plan, IndexOnlyScan)) index = reinterpret_cast<IndexOnlyScan*>(plan)->indexid;
  if (IsA(plan, BitmapIndexScan)) index = reinterpret_cast<BitmapIndexScan*>(plan)->indexid;
  if (OidIsValid(index)) *found = list_append_unique_oid(*found, index);
}

void collect_modification(Plan* plan, void* context) {
  List** found = static_cast<List**>(context);
  if (IsA(plan, ModifyTable)) *found = lappend(*found, plan);
}

void clear_pruning(Plan* plan, void*) {
  if (IsA(plan, Append)) tend_forget_pruning(reinterpret_cast<Append*>(plan)->part_prune_info);
  if (IsA(plan, MergeAppend)) {
    tend_forget_pruning(reinterpret_cast<MergeAppend*>(plan)->part_prune_info);
  }
}

index::WriteKind kind_of(CmdType operation) {
  switch (operation) {
    case CMD_UPDATE: return index::WriteKind::kUpdate;
    case CMD_DELETE: return index::WriteKind::kDelete;
    default: return index::WriteKind::kInsert;  // MERGE: its dearest action
  }
}

index::RelationWrite write_from(const PlannedStmt* plan, const ModifyTable* modify) {
  index::RelationWrite write;
  write.relation = RelationId{rt_fetch(modify->nominalRelation, plan->rtable)->relid};
  write.kind = kind_of(modify->operation);
  write.rows = outerPlan(&modify->plan) ? outerPlan(&modify->plan)->plan_rows : 1;
  if (modify->operation == CMD_UPDATE) {
    const Bitmapset* columns = tend_updated_columns(plan, modify->nominalRelation);
    int member = -1;
    while ((member = bms_next_member(columns, member)) >= 0) {
      write.updated_columns.push_back(member + FirstLowInvalidHeapAttributeNumber);
    }
  }
  return write;
}

}  // namespace

void walk_plans(const PlannedStmt* plan, PlanVisit visit, void* context) {
  walk(plan->planTree, visit, context);
  walk_list(plan->subplans, visit, context);
}

List* scanned_indexes(const PlannedStmt* plan) {
  List* found = NIL;
  walk_plans(plan, collect_index, &found);
  return found;
}

std::vector<index::RelationWrite> writes_of(const PlannedStmt* plan) {
  List* found = NIL;
  walk_plans(plan, collect_modification, &found);
  std::vector<index::RelationWrite> writes;
  const ListCell* cell;
  foreach (cell, found) {
    writes.push_back(write_from(plan, static_cast<const ModifyTable*>(lfirst(cell))));
  }
  return writes;
}

void forget_initial_pruning(PlannedStmt* plan) {
  walk_plans(plan, clear_pruning, NULL);
}

}  // namespace tend::ext
