// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/database_lock.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

bool is_database_wanted(Oid database) {
  return pg_call([&] {
    LOCKTAG tag;
    SET_LOCKTAG_OBJECT(tag, InvalidOid, DatabaseRelationId, database, 0);
    // The mode of a connecting session (InitPostgres). A request that still waits counts, too.
    const LockAcquireResult got = LockAcquire(&tag, RowExclusiveLock, false, true);
    if (got == LOCKACQUIRE_NOT_AVAIL) return true;
    LockRelease(&tag, RowExclusiveLock, false);
    return false;
  });
}

bool may_enter(Oid database) {
  if (is_database_wanted(database)) return false;
  return pg_call([&] { return SearchSysCacheExists1(DATABASEOID, ObjectIdGetDatum(database)); });
}

}  // namespace tend::ext
