// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"

#include "extension/what_if/expression_statistics.h"
#include "extension/what_if/index_method.h"
#include "extension/what_if/index_size.h"

namespace tend::ext {

namespace {

IndexStmt* parse_create_index(const char* ddl) {
  List* statements = raw_parser(ddl, RAW_PARSE_DEFAULT);
  if (list_length(statements) != 1 || !IsA(linitial_node(RawStmt, statements)->stmt, IndexStmt)) {
    ereport(ERROR, (errcode(ERRCODE_SYNTAX_ERROR),
                    errmsg("\"%s\" is not one CREATE INDEX or DROP INDEX statement", ddl)));
  }
  return reinterpret_cast<IndexStmt*>(linitial_node(RawStmt, statements)->stmt);
}

Oid locked_table(const IndexStmt* statement, IndexSource source) {
  if (!source.is_candidate()) return RangeVarGetRelid(statement->relation, AccessShareLock, false);
  LockRelationOid(source.table, AccessShareLock);
  if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(source.table))) {
    ereport(ERROR,
            (errcode(ERRCODE_UNDEFINED_TABLE), errmsg("the table has been dropped meanwhile")));
  }
  return source.table;
}

void check_table(Oid table) {
  const char kind = get_rel_relkind(table);
  if (kind != RELKIND_RELATION && kind != RELKIND_MATVIEW && kind != RELKIND_PARTITIONED_TABLE) {
    ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
                    errmsg("cannot create index on relation \"%s\"", get_rel_name(table))));
  }
}

// Server code for the table's columns among `attributes` (pull_varattnos numbering).
void check_column_rights(Oid table, Bitmapset* attributes) {
  if (tend_may_select_table(table, GetUserId())) return;
  int member = -1;
  while ((member = bms_next_member(attributes, member)) >= 0) {
    const AttrNumber column = static_cast<AttrNumber>(member + FirstLowInvalidHeapAttributeNumber);
    if (column <= 0 || !tend_may_select_column(table, column, GetUserId())) {
      aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(table));
    }
  }
  if (bms_is_empty(attributes)) aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(table));
}

void check_immutable(Node* expression, const char* where) {
  if (contain_mutable_functions(reinterpret_cast<Node*>(
          expression_planner(reinterpret_cast<Expr*>(copyObjectImpl(expression)))))) {
    ereport(ERROR, (errcode(ERRCODE_INVALID_OBJECT_DEFINITION),
                    errmsg("functions in index %s must be marked IMMUTABLE", where)));
  }
}

// The index's columns while they are being read, on the table the statement names.
struct Draft {
  HypotheticalIndex* index;
  const char* method;
  Oid table;
  AttrNumber* columns;
  List* expressions;
  List* predicate;
  Bitmapset* attributes;
};

AttrNumber column_number(Oid table, const char* name) {
  const AttrNumber column = get_attnum(table, name);
  if (column == InvalidAttrNumber) {
    ereport(ERROR,
            (errcode(ERRCODE_UNDEFINED_COLUMN), errmsg("column \"%s\" does not exist", name)));
  }
  if (column < 0) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("index creation on system columns is not supported")));
  }
  return column;
}

// Fills columns[position]; returns the type and collation that the opclass is looked up for.
Oid read_column(Draft* draft, IndexElem* element, int position, Oid* collation) {
  Oid type;
  int32 modifier;
  Node* expression = element->expr;
  while (expression && IsA(expression, CollateExpr)) {
    *collation = reinterpret_cast<CollateExpr*>(expression)->collOid;
    expression = reinterpret_cast<Node*>(reinterpret_cast<CollateExpr*>(expression)->arg);
  }
  AttrNumber column = 0;
  if (!expression) {
    column = column_number(draft->table, element->name);
  } else if (IsA(expression, Var) && reinterpret_cast<Var*>(expression)->varattno > 0) {
    column = reinterpret_cast<Var*>(expression)->varattno;
  }
  if (column > 0) {
    Oid column_collation;
    get_atttypetypmodcoll(draft->table, column, &type, &modifier, &column_collation);
    if (!OidIsValid(*collation)) *collation = column_collation;
    draft->attributes =
        bms_add_member(draft->attributes, column - FirstLowInvalidHeapAttributeNumber);
  } else {
    check_immutable(expression, "expression");
    type = exprType(expression);
    if (!OidIsValid(*collation)) *collation = exprCollation(expression);
    draft->expressions = lappend(draft->expressions, expression);
    pull_varattnos(expression, 1, &draft->attributes);
  }
  draft->columns[position] = column;
  return type;
}

void read_key(Draft* draft, IndexElem* element, int position) {
  HypotheticalIndex* index = draft->index;
  Oid collation = InvalidOid;
  const Oid type = read_column(draft, element, position, &collation);
  if (element->collation) collation = get_collation_oid(element->collation, false);
  if (type_is_collatable(type) && !OidIsValid(collation)) {
    ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_COLLATION),
                    errmsg("could not determine which collation to use for index expression"),
                    errhint("Use the COLLATE clause to set the collation explicitly.")));
  }
  if (!type_is_collatable(type) && OidIsValid(collation)) {
    ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
                    errmsg("collations are not supported by type %s", format_type_be(type))));
  }
  const Oid opclass = ResolveOpClass(element->opclass, type, draft->method, index->method);
  index->opfamily[position] = get_opclass_family(opclass);
  index->opcintype[position] = get_opclass_input_type(opclass);
  index->stored_type[position] = stored_type(opclass, type);
  index->collation[position] = collation;
  index->reverse_sort[position] = element->ordering == SORTBY_DESC;
  index->nulls_first[position] = element->nulls_ordering == SORTBY_NULLS_DEFAULT
                                     ? element->ordering == SORTBY_DESC
                                     : element->nulls_ordering == SORTBY_NULLS_FIRST;
}

// Expressions and predicate in the shape the relcache gives them to the planner.
void fold_trees(Draft* draft, Node* where) {
  draft->expressions = reinterpret_cast<List*>(
      eval_const_expressions(NULL, reinterpret_cast<Node*>(draft->expressions)));
  fix_opfuncids(reinterpret_cast<Node*>(draft->expressions));
  if (!where) return;
  check_immutable(where, "predicate");
  pull_varattnos(where, 1, &draft->attributes);
  Node* predicate = eval_const_expressions(NULL, where);
  predicate = reinterpret_cast<Node*>(canonicalize_qual(reinterpret_cast<Expr*>(predicate), false));
  draft->predicate = make_ands_implicit(reinterpret_cast<Expr*>(predicate));
  fix_opfuncids(reinterpret_cast<Node*>(draft->predicate));
}

void allocate_columns(HypotheticalIndex* index, Draft* draft) {
  const size_t keys = static_cast<size_t>(index->key_count);
  index->opfamily = static_cast<Oid*>(palloc0(keys * sizeof(Oid)));
  index->opcintype = static_cast<Oid*>(palloc0(keys * sizeof(Oid)));
  index->stored_type = static_cast<Oid*>(palloc0(keys * sizeof(Oid)));
  index->collation = static_cast<Oid*>(palloc0(keys * sizeof(Oid)));
  index->reverse_sort = static_cast<bool*>(palloc0(keys * sizeof(bool)));
  index->nulls_first = static_cast<bool*>(palloc0(keys * sizeof(bool)));
  draft->columns = static_cast<AttrNumber*>(
      palloc0(static_cast<size_t>(index->column_count) * sizeof(AttrNumber)));
}

// Deduplication is only done where equal keys are equal to the byte (nbtutils.c,
// _bt_allequalimage).
bool keys_deduplicate(const HypotheticalIndex* index) {
  if (index->column_count != index->key_count || index->method != BTREE_AM_OID) return false;
  for (int i = 0; i < index->key_count; i++) {
    const Oid procedure = get_opfamily_proc(index->opfamily[i], index->opcintype[i],
                                            index->opcintype[i], BTEQUALIMAGE_PROC);
    if (!OidIsValid(procedure) ||
        !DatumGetBool(OidFunctionCall1Coll(procedure, index->collation[i],
                                           ObjectIdGetDatum(index->opcintype[i])))) {
      return false;
    }
  }
  return true;
}

void read_columns(Draft* draft, IndexStmt* statement) {
  HypotheticalIndex* index = draft->index;
  index->key_count = list_length(statement->indexParams);
  index->column_count = index->key_count + list_length(statement->indexIncludingParams);
  if (index->column_count > INDEX_MAX_KEYS) {
    ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS),
                    errmsg("cannot use more than %d columns in an index", INDEX_MAX_KEYS)));
  }
  allocate_columns(index, draft);
  int position = 0;
  ListCell* cell;
  foreach (cell, statement->indexParams) {
    read_key(draft, lfirst_node(IndexElem, cell), position++);
  }
  foreach (cell, statement->indexIncludingParams) {
    IndexElem* element = lfirst_node(IndexElem, cell);
    if (element->expr) {
      ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                      errmsg("expressions are not supported in included columns")));
    }
    Oid ignored = InvalidOid;
    (void)read_column(draft, element, position++, &ignored);
  }
}

HypotheticalLeaf* add_leaf(const Draft* draft, Oid fake_oid, Oid table) {
  HypotheticalLeaf* leaf = static_cast<HypotheticalLeaf*>(palloc0(sizeof(HypotheticalLeaf)));
  leaf->index = draft->index;
  leaf->fake_oid = fake_oid;
  leaf->table = table;
  leaf->columns = draft->columns;
  leaf->expressions = draft->expressions;
  leaf->predicate = draft->predicate;
  return leaf;
}

// A leaf's own attribute numbers: partitions may order their columns differently.
void map_to_partition(const Draft* draft, HypotheticalLeaf* leaf) {
  Relation parent = relation_open(draft->table, NoLock);
  Relation child = relation_open(leaf->table, NoLock);
  AttrMap* map = tend_attribute_map(RelationGetDescr(child), RelationGetDescr(parent));
  const size_t count = static_cast<size_t>(draft->index->column_count);
  leaf->columns = static_cast<AttrNumber*>(palloc0(count * sizeof(AttrNumber)));
  for (size_t i = 0; i < count; i++) {
    const AttrNumber column = draft->columns[i];
    leaf->columns[i] = column ? map->attnums[column - 1] : 0;
  }
  bool whole_row;
  leaf->expressions = reinterpret_cast<List*>(map_variable_attnos(
      reinterpret_cast<Node*>(draft->expressions), 1, 0, map, InvalidOid, &whole_row));
  leaf->predicate = reinterpret_cast<List*>(map_variable_attnos(
      reinterpret_cast<Node*>(draft->predicate), 1, 0, map, InvalidOid, &whole_row));
  relation_close(child, NoLock);
  relation_close(parent, NoLock);
}

void make_leaves(const Draft* draft, Oid fake_oid, RunSamples* samples) {
  HypotheticalIndex* index = draft->index;
  if (get_rel_relkind(draft->table) != RELKIND_PARTITIONED_TABLE) {
    index->leaves = list_make1(add_leaf(draft, fake_oid, draft->table));
  } else {
    ListCell* cell;
    foreach (cell, find_all_inheritors(draft->table, AccessShareLock, NULL)) {
      if (get_rel_relkind(lfirst_oid(cell)) != RELKIND_RELATION) continue;
      HypotheticalLeaf* leaf = add_leaf(draft, fake_oid++, lfirst_oid(cell));
      map_to_partition(draft, leaf);
      index->leaves = lappend(index->leaves, leaf);
    }
  }
  ListCell* cell;
  foreach (cell, index->leaves) {
    CHECK_FOR_INTERRUPTS();
    HypotheticalLeaf* leaf = static_cast<HypotheticalLeaf*>(lfirst(cell));
    read_expression_statistics(leaf, samples);
    size_leaf(leaf, samples);
  }
}

}  // namespace

HypotheticalIndex* make_hypothetical_index(const char* ddl, uint32 number, Oid first_fake_oid,
                                           IndexSource source, RunSamples* samples,
                                           MemoryContext context) {
  MemoryContext outside = MemoryContextSwitchTo(context);
  IndexStmt* statement = parse_create_index(ddl);
  const Oid method = usable_method(statement);
  Draft draft{};
  draft.table = locked_table(statement, source);
  check_table(draft.table);
  statement = transformIndexStmt(draft.table, statement, ddl);

  draft.index = static_cast<HypotheticalIndex*>(palloc0(sizeof(HypotheticalIndex)));
  draft.index->number = number;
  draft.index->table = draft.table;
  draft.index->method = method;
  draft.method = statement->accessMethod;
  draft.index->unique = statement->unique;
  read_columns(&draft, statement);
  fold_trees(&draft, statement->whereClause);
  if (!source.is_candidate()) check_column_rights(draft.table, draft.attributes);
  draft.index->deduplicates = keys_deduplicate(draft.index);
  draft.index->name = statement->idxname
                          ? psprintf("%s (hypothetical)", statement->idxname)
                          : psprintf("hypothetical on %s", get_rel_name(draft.table));
  make_leaves(&draft, first_fake_oid, samples);
  MemoryContextSwitchTo(outside);
  return draft.index;
}

}  // namespace tend::ext
