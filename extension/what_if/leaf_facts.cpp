// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/leaf_facts.h"

namespace tend::ext {

namespace {

ColumnFacts facts_from(HeapTuple statistics, Oid type, int32 modifier) {
  ColumnFacts facts{type, modifier, 0, 0, 0};
  if (HeapTupleIsValid(statistics)) {
    const Form_pg_statistic row = reinterpret_cast<Form_pg_statistic>(GETSTRUCT(statistics));
    facts.width = row->stawidth;
    facts.nulls = row->stanullfrac;
    facts.distinct = row->stadistinct;
  }
  return facts;
}

void release(HeapTuple statistics) {
  if (HeapTupleIsValid(statistics)) ReleaseSysCache(statistics);
}

ColumnFacts facts_of(const HypotheticalLeaf* leaf, int position, ListCell** expression) {
  const AttrNumber column = leaf->columns[position];
  if (column != 0) {
    Oid type, collation;
    int32 modifier;
    get_atttypetypmodcoll(leaf->table, column, &type, &modifier, &collation);
    HeapTuple statistics = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(leaf->table),
                                           Int16GetDatum(column), BoolGetDatum(false));
    const ColumnFacts facts = facts_from(statistics, type, modifier);
    release(statistics);
    return facts;
  }
  Node* tree = static_cast<Node*>(lfirst(*expression));
  HeapTuple own = leaf->statistics[list_cell_number(leaf->expressions, *expression)];
  *expression = lnext(leaf->expressions, *expression);
  if (own) return facts_from(own, exprType(tree), exprTypmod(tree));
  HeapTuple base = statistics_of_single_column(leaf->table, tree);
  ColumnFacts facts = facts_from(base, exprType(tree), exprTypmod(tree));
  release(base);
  // The column's width says something about an expression of it only if both are of varying length.
  if (get_typlen(facts.type) != -1) facts.width = 0;
  return facts;
}

// True if the predicate leaves the column a single value: IS NULL, or equal to a constant.
bool predicate_fixes(const List* predicate, AttrNumber column) {
  const auto is_column = [&](const void* node) {
    const Node* tree = static_cast<const Node*>(node);
    while (IsA(tree, RelabelType)) {
      tree = reinterpret_cast<const Node*>(reinterpret_cast<const RelabelType*>(tree)->arg);
    }
    return IsA(tree, Var) && reinterpret_cast<const Var*>(tree)->varattno == column;
  };
  const ListCell* cell;
  foreach (cell, predicate) {
    const Node* clause = static_cast<const Node*>(lfirst(cell));
    if (IsA(clause, NullTest)) {
      const NullTest* test = reinterpret_cast<const NullTest*>(clause);
      if (test->nulltesttype == IS_NULL && is_column(test->arg)) return true;
    } else if (IsA(clause, OpExpr)) {
      const OpExpr* comparison = reinterpret_cast<const OpExpr*>(clause);
      if (get_oprrest(comparison->opno) == F_EQSEL && list_length(comparison->args) == 2 &&
          IsA(lsecond(comparison->args), Const) && is_column(linitial(comparison->args))) {
        return true;
      }
    }
  }
  return false;
}

bool predicate_excludes_nulls(const List* predicate, AttrNumber column) {
  const ListCell* cell;
  foreach (cell, predicate) {
    const Node* clause = static_cast<const Node*>(lfirst(cell));
    if (!IsA(clause, NullTest)) continue;
    const NullTest* test = reinterpret_cast<const NullTest*>(clause);
    if (test->nulltesttype == IS_NOT_NULL && IsA(test->arg, Var) &&
        reinterpret_cast<const Var*>(test->arg)->varattno == column) {
      return true;
    }
  }
  return false;
}

}  // namespace

double distinct_among(double distinct, double rows, double entries) {
  if (entries >= rows || distinct <= 1) return distinct;
  return distinct * (1 - pow(1 - entries / rows, rows / distinct));
}

CommonKeys common_keys(const HypotheticalLeaf* leaf) {
  const AttrNumber column = leaf->columns[0];
  HeapTuple statistics = column == 0 ? leaf->statistics[0]
                                     : SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(leaf->table),
                                                       Int16GetDatum(column), BoolGetDatum(false));
  if (!HeapTupleIsValid(statistics)) return {};
  CommonKeys common{};
  AttStatsSlot slot;
  if (get_attstatsslot(&slot, statistics, STATISTIC_KIND_MCV, InvalidOid, ATTSTATSSLOT_NUMBERS)) {
    float4* shares =
        static_cast<float4*>(palloc(static_cast<Size>(slot.nnumbers) * sizeof(float4)));
    memcpy(shares, slot.numbers, static_cast<Size>(slot.nnumbers) * sizeof(float4));
    common = {shares, slot.nnumbers};
    free_attstatsslot(&slot);
  }
  if (column != 0) ReleaseSysCache(statistics);
  return common;
}

// Rows of the table that satisfy the predicate, as the planner estimates them: plans
// "SELECT FROM ONLY table WHERE predicate". No fake planner state, so every statistic counts.
//
// Planned as the table's owner, restricted, as an index build would run: the owner's own
// expressions (extended statistics, existing indexes) are folded on the way, and must not run as
// anybody else.
double planned_rows(Oid table, List* predicate) {
  Oid user;
  int security;
  GetUserIdAndSecContext(&user, &security);
  SetUserIdAndSecContext(tend_relation_owner(table), security | SECURITY_RESTRICTED_OPERATION);
  MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "pg_tend index size", ALLOCSET_DEFAULT_SIZES);
  MemoryContext outside = MemoryContextSwitchTo(scratch);
  Relation relation = table_open(table, AccessShareLock);
  ParseState* parse = make_parsestate(NULL);
  ParseNamespaceItem* item =
      addRangeTableEntryForRelation(parse, relation, AccessShareLock, NULL, false, true);
  addNSItemToQuery(parse, item, true, false, false);
  Query* query = makeNode(Query);
  query->commandType = CMD_SELECT;
  query->canSetTag = true;
  tend_take_range_table(query, parse);
  Node* where = predicate ? reinterpret_cast<Node*>(
                                make_ands_explicit(static_cast<List*>(copyObjectImpl(predicate))))
                          : NULL;
  query->jointree = makeFromExpr(parse->p_joinlist, where);
  const double rows = planner(query, "", 0, NULL)->planTree->plan_rows;
  table_close(relation, NoLock);
  MemoryContextSwitchTo(outside);
  MemoryContextDelete(scratch);
  SetUserIdAndSecContext(user, security);
  return rows;
}

HeapTuple statistics_of_single_column(Oid table, Node* expression) {
  Bitmapset* attributes = NULL;
  pull_varattnos(expression, 1, &attributes);
  int member;
  if (!bms_get_singleton_member(attributes, &member)) return NULL;
  const AttrNumber column = static_cast<AttrNumber>(member + FirstLowInvalidHeapAttributeNumber);
  if (column <= 0) return NULL;
  return SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(table), Int16GetDatum(column),
                         BoolGetDatum(false));
}

ColumnFacts column_facts(const HypotheticalLeaf* leaf, int position, ListCell** expression) {
  ColumnFacts facts = facts_of(leaf, position, expression);
  const AttrNumber column = leaf->columns[position];
  if (column == 0) return facts;
  if (predicate_fixes(leaf->predicate, column)) facts.distinct = 1;
  // The column's NULLs are not among the entries.
  if (predicate_excludes_nulls(leaf->predicate, column)) facts.nulls = 0;
  return facts;
}

}  // namespace tend::ext
