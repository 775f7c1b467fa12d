// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/index_size.h"

namespace tend::ext {

namespace {

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

int alignment_bytes(char typalign) {
  switch (typalign) {
    case TYPALIGN_CHAR: return 1;
    case TYPALIGN_SHORT: return 2;
    case TYPALIGN_INT: return 4;
    default: return 8;
  }
}

struct ColumnFacts {
  Oid type;
  int32 modifier;
  int32 width;      // average from statistics, 0 if unknown
  double nulls;     // fraction
  double distinct;  // as in pg_statistic: > 0 a count, < 0 a fraction of rows, 0 unknown
};

ColumnFacts facts_from(HeapTuple statistics, Oid type, int32 modifier) {
  ColumnFacts facts{type, modifier, 0, 0, 0};
  if (HeapTupleIsValid(statistics)) {
    const Form_pg_statistic row = reinterpret_cast<Form_pg_statistic>(GETSTRUCT(statistics));
    facts.width = row->stawidth;
    facts.nulls = row->stanullfrac;
    facts.distinct = row->stadistinct;
    ReleaseSysCache(statistics);
  }
  return facts;
}

ColumnFacts facts_of(const HypotheticalLeaf* leaf, int position, ListCell** expression) {
  const AttrNumber column = leaf->columns[position];
  if (column != 0) {
    Oid type, collation;
    int32 modifier;
    get_atttypetypmodcoll(leaf->table, column, &type, &modifier, &collation);
    HeapTuple statistics = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(leaf->table),
                                           Int16GetDatum(column), BoolGetDatum(false));
    return facts_from(statistics, type, modifier);
  }
  Node* tree = static_cast<Node*>(lfirst(*expression));
  *expression = lnext(leaf->expressions, *expression);
  ColumnFacts facts =
      facts_from(statistics_of_single_column(leaf->table, tree), exprType(tree), exprTypmod(tree));
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

// How many of `distinct` values are expected among a fraction of the rows, drawn at random: the
// planner's own formula (selfuncs.c, estimate_num_groups).
double distinct_among(double distinct, double rows, double entries) {
  if (entries >= rows || distinct <= 1) return distinct;
  return distinct * (1 - pow(1 - entries / rows, rows / distinct));
}

}  // namespace

index::ColumnShape stored_shape(Oid type, int32 modifier, int32 width, double nulls) {
  int16 length;
  bool by_value;
  char align;
  get_typlenbyvalalign(type, &length, &by_value, &align);
  const double bytes = length > 0  ? length
                       : width > 0 ? width
                                   : get_typavgwidth(type, modifier);
  // Short values of varying length are stored with a one-byte header and unaligned.
  const bool packed = length == -1 && bytes <= VARATT_SHORT_MAX;
  return {bytes, packed ? 1 : alignment_bytes(align), nulls};
}

double distinct_values(double stadistinct, double nulls, double rows) {
  double distinct = rows;
  if (stadistinct > 0) distinct = stadistinct;
  if (stadistinct < 0) distinct = -stadistinct * rows;
  return Max(1.0, distinct + (nulls > 0 ? 1 : 0));
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

void size_leaf(HypotheticalLeaf* leaf) {
  const HypotheticalIndex* index = leaf->index;
  const double rows = planned_rows(leaf->table, NIL);
  leaf->entries = leaf->predicate ? planned_rows(leaf->table, leaf->predicate) : rows;
  // Plain arrays: a server error below must not jump over a destructor. INDEX_MAX_KEYS bounds both.
  ColumnFacts facts[INDEX_MAX_KEYS];
  ListCell* expression = list_head(leaf->expressions);
  double distinct = 1;
  for (int i = 0; i < index->column_count; i++) {
    facts[i] = facts_of(leaf, i, &expression);
    if (leaf->columns[i] != 0 && predicate_fixes(leaf->predicate, leaf->columns[i])) {
      facts[i].distinct = 1;
    }
    // The column's NULLs are not among the entries.
    if (leaf->columns[i] != 0 && predicate_excludes_nulls(leaf->predicate, leaf->columns[i])) {
      facts[i].nulls = 0;
    }
    if (i < index->key_count) distinct *= distinct_values(facts[i].distinct, facts[i].nulls, rows);
  }
  index::ColumnShape shapes[INDEX_MAX_KEYS];
  for (int i = 0; i < index->column_count; i++) {
    shapes[i] = stored_shape(facts[i].type, facts[i].modifier, facts[i].width, facts[i].nulls);
  }

  index::BtreeShape shape;
  shape.entries = leaf->entries;
  shape.keys.assign(shapes, shapes + index->key_count);
  shape.payload.assign(shapes + index->key_count, shapes + index->column_count);
  shape.distinct_keys = distinct_among(Min(distinct, rows), rows, leaf->entries);
  shape.deduplicates = index->deduplicates;
  const index::BtreeSize size = index::estimate_btree_size(shape);
  leaf->pages = static_cast<BlockNumber>(size.pages.value());
  leaf->height = size.height;
}

}  // namespace tend::ext
