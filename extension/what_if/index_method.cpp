// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/index_method.h"

namespace tend::ext {

namespace {

bool has_size_model(Oid method) {
  return method == BTREE_AM_OID || method == HASH_AM_OID || method == GIN_AM_OID ||
         method == BRIN_AM_OID;
}

void refuse(const char* method, const char* what) {
  ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                  errmsg("access method \"%s\" does not support %s", method, what)));
}

bool asks_for_order(const List* keys) {
  const ListCell* cell;
  foreach (cell, keys) {
    const IndexElem* key = lfirst_node(IndexElem, cell);
    if (key->ordering != SORTBY_DEFAULT || key->nulls_ordering != SORTBY_NULLS_DEFAULT) return true;
  }
  return false;
}

}  // namespace

Oid usable_method(const IndexStmt* statement) {
  const char* name = statement->accessMethod;
  const Oid method = get_index_am_oid(name, false);
  if (!has_size_model(method)) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("what-if planning with access method \"%s\" is not supported", name),
                    errhint("Indexes of btree, hash, gin and brin can be hypothetical.")));
  }
  const IndexAmRoutine* am = GetIndexAmRoutineByAmId(method, false);
  if (statement->unique && !am->amcanunique) refuse(name, "unique indexes");
  if (statement->indexIncludingParams && !am->amcaninclude) refuse(name, "included columns");
  if (list_length(statement->indexParams) > 1 && !am->amcanmulticol) {
    refuse(name, "multicolumn indexes");
  }
  if (!am->amcanorder && asks_for_order(statement->indexParams)) {
    refuse(name, "ASC/DESC and NULLS FIRST/LAST options");
  }
  return method;
}

Oid stored_type(Oid opclass, Oid column) {
  HeapTuple tuple = SearchSysCache1(CLAOID, ObjectIdGetDatum(opclass));
  if (!HeapTupleIsValid(tuple)) return column;
  const Oid declared = reinterpret_cast<Form_pg_opclass>(GETSTRUCT(tuple))->opckeytype;
  ReleaseSysCache(tuple);
  if (!OidIsValid(declared)) return column;
  if (declared != ANYELEMENTOID) return declared;
  const Oid element = get_base_element_type(column);
  return OidIsValid(element) ? element : column;
}

}  // namespace tend::ext
