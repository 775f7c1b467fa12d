// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/given_statistics.h"

#include "extension/what_if/leaf_facts.h"

namespace tend::ext {

namespace {

bool shows_values_of(PlannerInfo* root, Index rti) {
  const RangeTblEntry* entry = planner_rt_fetch(rti, root);
  const RelOptInfo* rel = root->simple_rel_array[rti];
  return entry->securityQuals == NIL &&
         tend_may_select_table(entry->relid, tend_reading_role(entry, rel));
}

// Whether the values in the statistics may be shown to any operator, not to leakproof ones alone
// (selfuncs.c, examine_variable): wherever the table stands in the statement no row is hidden, and
// it may be read, or the one it is a partition of.
bool shows_values(PlannerInfo* root, Oid table) {
  for (int i = 1; i < root->simple_rel_array_size; i++) {
    const RangeTblEntry* entry = root->simple_rte_array[i];
    const RelOptInfo* rel = root->simple_rel_array[i];
    if (!entry || entry->rtekind != RTE_RELATION || entry->relid != table || !rel) continue;
    int top;
    if (shows_values_of(root, static_cast<Index>(i))) continue;
    if (entry->securityQuals != NIL || !bms_get_singleton_member(rel->top_parent_relids, &top) ||
        !shows_values_of(root, static_cast<Index>(top))) {
      return false;
    }
  }
  return true;
}

// Whether the planner asks for a clause's selectivity. Of a real partial index it wants the order
// of its entries alone. For a BRIN index, and only there, that question leaves `rel` unset.
bool is_for_clauses(const HypotheticalLeaf* leaf, const VariableStatData* variable) {
  return leaf->index->method == BRIN_AM_OID || variable->rel != NULL;
}

void keep(HeapTuple) {}

// Where the expression's own are not to be had, the number of distinct values, NULLs and width of
// the one column inside: right for functions that keep values apart. Most common values and
// histogram are those of the column, not of the expression, and are left out.
HeapTuple column_statistics(const HypotheticalLeaf* leaf, Node* expression) {
  HeapTuple base = statistics_of_single_column(leaf->table, expression);
  if (!HeapTupleIsValid(base)) return NULL;
  HeapTuple copy = heap_copytuple(base);
  ReleaseSysCache(base);
  Form_pg_statistic row = reinterpret_cast<Form_pg_statistic>(GETSTRUCT(copy));
  row->stakind1 = row->stakind2 = row->stakind3 = row->stakind4 = row->stakind5 = 0;
  return copy;
}

}  // namespace

bool give_statistics(PlannerInfo* root, const HypotheticalLeaf* leaf, AttrNumber column,
                     VariableStatData* variable) {
  int position = 0;
  for (int i = 0; i < column - 1; i++) position += leaf->columns[i] == 0;
  if (leaf->columns[column - 1] != 0 || position >= list_length(leaf->expressions)) return false;
  if (leaf->predicate && is_for_clauses(leaf, variable)) return false;
  variable->statsTuple = leaf->statistics[position];
  variable->freefunc = keep;
  if (!variable->statsTuple) {
    variable->statsTuple =
        column_statistics(leaf, static_cast<Node*>(list_nth(leaf->expressions, position)));
    variable->freefunc = heap_freetuple;
  }
  if (!variable->statsTuple) return false;
  variable->acl_ok = shows_values(root, leaf->table);
  return true;
}

}  // namespace tend::ext
