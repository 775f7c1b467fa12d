// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/planner_hooks.h"

#include "extension/what_if/access_capture.h"
#include "extension/what_if/given_statistics.h"

namespace tend::ext {

namespace {

planner_hook_type next_planner = NULL;
get_relation_info_hook_type next_relation_info = NULL;
set_rel_pathlist_hook_type next_pathlist = NULL;
join_search_hook_type next_join_search = NULL;
create_upper_paths_hook_type next_upper_paths = NULL;
get_index_stats_hook_type next_index_stats = NULL;
explain_get_index_name_hook_type next_index_name = NULL;

PlanningView* active = NULL;

bool acting() {
  return active && active->depth == 1;
}

const HypotheticalLeaf* offered_leaf(Oid fake_oid) {
  if (!active) return NULL;
  ListCell* cell;
  foreach (cell, active->offered) {
    const HypotheticalLeaf* leaf = static_cast<const HypotheticalLeaf*>(lfirst(cell));
    if (leaf->fake_oid == fake_oid) return leaf;
  }
  return NULL;
}

PlannedStmt* plan_next(Query* parse, const char* sql, int options, ParamListInfo parameters) {
  return next_planner ? next_planner(parse, sql, options, parameters)
                      : standard_planner(parse, sql, options, parameters);
}

PlannedStmt* on_planner(Query* parse, const char* sql, int options, ParamListInfo parameters) {
  if (!active) return plan_next(parse, sql, options, parameters);
  PlannedStmt* result = NULL;
  PlanningView* const view = active;
  view->depth++;
  PG_TRY();
  { result = plan_next(parse, sql, options, parameters); }
  PG_FINALLY();
  { view->depth--; }
  PG_END_TRY();
  return result;
}

void hide_indexes(RelOptInfo* rel) {
  if (!active->hidden) return;
  ListCell* cell;
  foreach (cell, rel->indexlist) {
    const IndexOptInfo* index = lfirst_node(IndexOptInfo, cell);
    if (list_member_oid(active->hidden, index->indexoid)) {
      rel->indexlist = foreach_delete_current(rel->indexlist, cell);
    }
  }
}

void on_relation_info(PlannerInfo* root, Oid table, bool inherited, RelOptInfo* rel) {
  if (next_relation_info) next_relation_info(root, table, inherited, rel);
  if (!acting() || inherited) return;
  hide_indexes(rel);
  ListCell* cell;
  foreach (cell, active->offered) {
    const HypotheticalLeaf* leaf = static_cast<const HypotheticalLeaf*>(lfirst(cell));
    if (leaf->table == table) rel->indexlist = lcons(make_index_info(leaf, rel), rel->indexlist);
  }
}

void on_pathlist(PlannerInfo* root, RelOptInfo* rel, Index rti, RangeTblEntry* entry) {
  if (next_pathlist) next_pathlist(root, rel, rti, entry);
  if (!acting()) return;
  if (active->records_parts) capture_paths(&active->planning, root, rel);
  if (!active->records_accesses) return;
  CapturedAccess* access = capture_access(root, rel, rti, entry);
  if (access) active->accesses = lappend(active->accesses, access);
}

RelOptInfo* on_join_search(PlannerInfo* root, int levels, List* relations) {
  if (acting() && active->records_parts) stop_if_captured(&active->planning, root);
  if (next_join_search) return next_join_search(root, levels, relations);
  // As make_rel_from_joinlist chooses without a hook.
  return enable_geqo && levels >= geqo_threshold ? geqo(root, levels, relations)
                                                 : standard_join_search(root, levels, relations);
}

void on_upper_paths(PlannerInfo* root, UpperRelationKind stage, RelOptInfo* input,
                    RelOptInfo* output, void* extra) {
  if (next_upper_paths) next_upper_paths(root, stage, input, output, extra);
  if (acting() && active->records_parts) capture_final(&active->planning, root, stage, output);
}

bool on_index_stats(PlannerInfo* root, Oid index, AttrNumber column, VariableStatData* variable) {
  const HypotheticalLeaf* leaf = acting() ? offered_leaf(index) : NULL;
  if (!leaf) return next_index_stats ? next_index_stats(root, index, column, variable) : false;
  return give_statistics(root, leaf, column, variable);
}

const char* on_index_name(Oid index) {
  if (const HypotheticalLeaf* leaf = offered_leaf(index)) return leaf->index->name;
  return next_index_name ? next_index_name(index) : NULL;
}

}  // namespace

void init_planner_hooks() {
  next_planner = planner_hook;
  planner_hook = on_planner;
  next_relation_info = get_relation_info_hook;
  get_relation_info_hook = on_relation_info;
  next_pathlist = set_rel_pathlist_hook;
  set_rel_pathlist_hook = on_pathlist;
  next_join_search = join_search_hook;
  join_search_hook = on_join_search;
  next_upper_paths = create_upper_paths_hook;
  create_upper_paths_hook = on_upper_paths;
  next_index_stats = get_index_stats_hook;
  get_index_stats_hook = on_index_stats;
  next_index_name = explain_get_index_name_hook;
  explain_get_index_name_hook = on_index_name;
}

PlanningScope::PlanningScope(PlanningView* view) : outer_(active) {
  active = view;
}
PlanningScope::~PlanningScope() {
  active = outer_;
}

}  // namespace tend::ext
