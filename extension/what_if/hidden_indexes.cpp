// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/hidden_indexes.h"

#include "extension/what_if/statement_planner.h"

namespace tend::ext {

namespace {

const DropStmt* parse_drop_index(const char* text) {
  List* statements = raw_parser(text, RAW_PARSE_DEFAULT);
  if (list_length(statements) != 1) return NULL;
  const Node* statement = linitial_node(RawStmt, statements)->stmt;
  if (!IsA(statement, DropStmt)) return NULL;
  const DropStmt* drop = reinterpret_cast<const DropStmt*>(statement);
  return drop->removeType == OBJECT_INDEX ? drop : NULL;
}

// OIDs of the named index and, for a partitioned one, of its leaves.
List* add_index(List* found, RangeVar* name, bool missing_ok) {
  const Oid index = RangeVarGetRelid(name, AccessShareLock, true);
  if (!OidIsValid(index)) {
    if (missing_ok) return found;
    ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
                    errmsg("index \"%s\" does not exist", name->relname)));
  }
  const char kind = get_rel_relkind(index);
  if (kind != RELKIND_INDEX && kind != RELKIND_PARTITIONED_INDEX) {
    ereport(ERROR,
            (errcode(ERRCODE_WRONG_OBJECT_TYPE), errmsg("\"%s\" is not an index", name->relname)));
  }
  return list_concat(found, find_all_inheritors(index, AccessShareLock, NULL));
}

}  // namespace

std::optional<std::vector<Oid>> dropped_indexes(const std::string& text) {
  return in_planner_role({}, [&]() -> std::optional<std::vector<Oid>> {
    const DropStmt* drop = pg_call([&] { return parse_drop_index(text.c_str()); });
    if (!drop) return std::nullopt;
    const List* indexes = pg_call([&] {
      List* found = NIL;
      ListCell* cell;
      foreach (cell, drop->objects) {
        RangeVar* name = makeRangeVarFromNameList(static_cast<List*>(lfirst(cell)));
        found = add_index(found, name, drop->missing_ok);
      }
      return found;
    });
    std::vector<Oid> oids;
    const ListCell* cell;
    foreach (cell, indexes) oids.push_back(lfirst_oid(cell));
    return oids;
  });
}

}  // namespace tend::ext
