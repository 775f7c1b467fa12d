// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/extended_statistics.h"

namespace tend::ext {

namespace {

// Its expressions as the planner sees them (plancat.c, get_relation_statistics).
List* expressions_of(HeapTuple definition) {
  bool is_null;
  const Datum stored =
      SysCacheGetAttr(STATEXTOID, definition, Anum_pg_statistic_ext_stxexprs, &is_null);
  if (is_null) return NIL;
  Node* tree = static_cast<Node*>(stringToNode(TextDatumGetCString(stored)));
  tree = eval_const_expressions(NULL, tree);
  fix_opfuncids(tree);
  return reinterpret_cast<List*>(tree);
}

bool is_built(Oid statistics, char kind) {
  HeapTuple data = tend_extended_data(statistics);
  if (!HeapTupleIsValid(data)) return false;
  const bool built = statext_is_kind_built(data, kind);
  ReleaseSysCache(data);
  return built;
}

// Its place among the expressions, from 0; -1 if it is none of them.
int place_of(List* expressions, Node* wanted) {
  const ListCell* cell;
  foreach (cell, expressions) {
    if (equal(lfirst(cell), wanted)) return foreach_current_index(cell);
  }
  return -1;
}

// The statistics object's number of each term: a column's own, -1, -2 ... for its expressions
// (extended_stats.c); false if one is not among them.
bool number_terms(List* own, const AttrNumber* columns, int count, List* expressions,
                  AttrNumber* numbers) {
  const ListCell* cell = list_head(expressions);
  for (int i = 0; i < count; i++) {
    numbers[i] = columns[i];
    if (columns[i] != 0) continue;
    const int place = place_of(own, static_cast<Node*>(lfirst(cell)));
    if (place < 0) return false;
    numbers[i] = static_cast<AttrNumber>(-1 - place);
    cell = lnext(expressions, cell);
  }
  return true;
}

bool is_among(AttrNumber number, const AttrNumber* numbers, int count) {
  return std::find(numbers, numbers + count, number) != numbers + count;
}

// REQUIRES: no number twice.
double distinct_of(Oid statistics, const AttrNumber* numbers, int count) {
  const MVNDistinct* known = tend_load_distinct(statistics);
  for (uint32 i = 0; i < known->nitems; i++) {
    const MVNDistinctItem* item = &known->items[i];
    if (item->nattributes != count) continue;
    bool all = true;
    for (int k = 0; k < count; k++) {
      all = all && is_among(numbers[k], item->attributes, item->nattributes);
    }
    if (all) return item->ndistinct;
  }
  return 0;
}

// Calls `read` with each statistics object of that kind on the table and its expressions, until it
// returns true. As the table's owner, restricted: reading its expressions folds them.
template <class Read>
void each_statistics(Oid table, char kind, Read&& read) {
  Oid user;
  int security;
  GetUserIdAndSecContext(&user, &security);
  SetUserIdAndSecContext(tend_relation_owner(table), security | SECURITY_RESTRICTED_OPERATION);
  Relation relation = table_open(table, AccessShareLock);
  List* all = RelationGetStatExtList(relation);
  const ListCell* cell;
  foreach (cell, all) {
    const Oid statistics = lfirst_oid(cell);
    HeapTuple definition = SearchSysCache1(STATEXTOID, ObjectIdGetDatum(statistics));
    if (!HeapTupleIsValid(definition)) continue;
    const bool found = is_built(statistics, kind) && read(statistics, expressions_of(definition));
    ReleaseSysCache(definition);
    if (found) break;
  }
  list_free(all);
  table_close(relation, NoLock);
  SetUserIdAndSecContext(user, security);
}

}  // namespace

HeapTuple extended_expression_statistics(Oid table, Node* expression) {
  HeapTuple found = NULL;
  each_statistics(table, STATS_EXT_EXPRESSIONS, [&](Oid statistics, List* own) {
    const int place = place_of(own, expression);
    if (place < 0) return false;
    found = tend_load_expression_statistics(statistics, place);
    return true;
  });
  return found;
}

double extended_distinct(Oid table, const AttrNumber* columns, int count, List* expressions) {
  double found = 0;
  each_statistics(table, STATS_EXT_NDISTINCT, [&](Oid statistics, List* own) {
    AttrNumber numbers[INDEX_MAX_KEYS];
    if (number_terms(own, columns, count, expressions, numbers)) {
      found = distinct_of(statistics, numbers, count);
    }
    return found > 0;
  });
  return found;
}

}  // namespace tend::ext
