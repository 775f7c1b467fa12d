// SPDX-License-Identifier: PostgreSQL
// Fills the planner's IndexOptInfo for a hypothetical index, field for field as get_relation_info()
// (optimizer/util/plancat.c) does for a real one.
#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"

namespace tend::ext {

namespace {

template <class T>
T* copy_array(const T* source, int count) {
  T* copy = static_cast<T*>(palloc(static_cast<size_t>(count) * sizeof(T)));
  memcpy(copy, source, static_cast<size_t>(count) * sizeof(T));
  return copy;
}

// Copies of a tree with Vars of the planned table instead of varno 1.
List* for_relation(List* tree, Index varno) {
  List* copy = static_cast<List*>(copyObjectImpl(tree));
  if (varno != 1) ChangeVarNodes(reinterpret_cast<Node*>(copy), 1, static_cast<int>(varno), 0);
  return copy;
}

List* make_target_list(const IndexOptInfo* info, Oid table) {
  List* targets = NIL;
  ListCell* expression = list_head(info->indexprs);
  for (int i = 0; i < info->ncolumns; i++) {
    Expr* column;
    if (info->indexkeys[i] != 0) {
      Oid type, collation;
      int32 modifier;
      const AttrNumber number = static_cast<AttrNumber>(info->indexkeys[i]);
      get_atttypetypmodcoll(table, number, &type, &modifier, &collation);
      column = reinterpret_cast<Expr*>(
          makeVar(static_cast<int>(info->rel->relid), number, type, modifier, collation, 0));
    } else {
      column = static_cast<Expr*>(lfirst(expression));
      expression = lnext(info->indexprs, expression);
    }
    targets =
        lappend(targets, makeTargetEntry(column, static_cast<AttrNumber>(i + 1), NULL, false));
  }
  return targets;
}

void copy_abilities(IndexOptInfo* info, const IndexAmRoutine* am) {
  info->amcanorderbyop = am->amcanorderbyop;
  info->amoptionalkey = am->amoptionalkey;
  info->amsearcharray = am->amsearcharray;
  info->amsearchnulls = am->amsearchnulls;
  info->amcanparallel = am->amcanparallel;
  info->amhasgettuple = am->amgettuple != NULL;
  info->amhasgetbitmap = am->amgetbitmap != NULL;
  info->amcanmarkpos = am->ammarkpos != NULL && am->amrestrpos != NULL;
  // Declared with another parameter list in IndexOptInfo; the planner casts it back.
  info->amcostestimate = reinterpret_cast<decltype(info->amcostestimate)>(am->amcostestimate);
}

// Only a B-tree is read in order, and gives its columns back.
void copy_order(IndexOptInfo* info, const HypotheticalIndex* index, const IndexAmRoutine* am) {
  for (int i = 0; i < info->ncolumns; i++) info->canreturn[i] = index->method == BTREE_AM_OID;
  if (!am->amcanorder) return;
  info->sortopfamily = info->opfamily;
  info->reverse_sort = copy_array(index->reverse_sort, index->key_count);
  info->nulls_first = copy_array(index->nulls_first, index->key_count);
}

}  // namespace

IndexOptInfo* make_index_info(const HypotheticalLeaf* leaf, RelOptInfo* rel) {
  const HypotheticalIndex* index = leaf->index;
  IndexOptInfo* info = makeNode(IndexOptInfo);
  info->indexoid = leaf->fake_oid;
  info->reltablespace = rel->reltablespace;
  info->rel = rel;
  info->ncolumns = index->column_count;
  info->nkeycolumns = index->key_count;
  info->indexkeys = static_cast<int*>(palloc(static_cast<size_t>(info->ncolumns) * sizeof(int)));
  info->canreturn = static_cast<bool*>(palloc(static_cast<size_t>(info->ncolumns) * sizeof(bool)));
  for (int i = 0; i < info->ncolumns; i++) info->indexkeys[i] = leaf->columns[i];
  info->indexcollations = copy_array(index->collation, index->key_count);
  info->opfamily = copy_array(index->opfamily, index->key_count);
  info->opcintype = copy_array(index->opcintype, index->key_count);
  info->opclassoptions =
      static_cast<bytea**>(palloc0(static_cast<size_t>(index->key_count) * sizeof(bytea*)));
  const IndexAmRoutine* am = GetIndexAmRoutineByAmId(index->method, false);
  info->relam = index->method;
  copy_abilities(info, am);
  copy_order(info, index, am);
  info->indexprs = for_relation(leaf->expressions, rel->relid);
  info->indpred = for_relation(leaf->predicate, rel->relid);
  info->indextlist = make_target_list(info, leaf->table);
  info->unique = index->unique;
  info->immediate = true;
  info->hypothetical = true;  // keeps get_actual_variable_range() from reading it
  info->pages = leaf->pages;
  info->tuples = leaf->predicate ? Min(leaf->rows, rel->tuples) : rel->tuples;
  info->tree_height = index->method == BTREE_AM_OID ? leaf->height : -1;
  return info;
}

}  // namespace tend::ext
