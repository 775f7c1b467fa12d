// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/store/owner_scope.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

Oid owner_of_tables() {
  const Oid schema = get_namespace_oid("tend", false);
  const Oid table = get_relname_relid("recommendation", schema);
  HeapTuple row = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
  if (!HeapTupleIsValid(row)) {
    ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
                    errmsg("the tables of extension pg_tend are missing"),
                    errhint("Run CREATE EXTENSION pg_tend.")));
  }
  const Oid owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(row))->relowner;
  ReleaseSysCache(row);
  return owner;
}

}  // namespace

OwnerScope::OwnerScope() {
  pg_call([&] {
    const Oid owner = owner_of_tables();
    GetUserIdAndSecContext(&user_, &context_);
    SetUserIdAndSecContext(owner, context_ | SECURITY_LOCAL_USERID_CHANGE);
  });
}

OwnerScope::~OwnerScope() {
  SetUserIdAndSecContext(user_, context_);
}

}  // namespace tend::ext
