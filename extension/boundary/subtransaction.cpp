// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/subtransaction.h"

namespace tend::ext::subtransaction_detail {

Outside begin() {
  const Outside outside{CurrentMemoryContext, CurrentResourceOwner};
  pg_call([&] {
    BeginInternalSubTransaction(NULL);
    MemoryContextSwitchTo(outside.context);
  });
  return outside;
}

void roll_back(const Outside& outside) {
  pg_call([&] {
    RollbackAndReleaseCurrentSubTransaction();
    MemoryContextSwitchTo(outside.context);
    CurrentResourceOwner = outside.owner;
  });
}

void release(const Outside& outside) {
  pg_call([&] {
    ReleaseCurrentSubTransaction();
    MemoryContextSwitchTo(outside.context);
    CurrentResourceOwner = outside.owner;
  });
}

}  // namespace tend::ext::subtransaction_detail
