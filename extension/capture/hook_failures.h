// SPDX-License-Identifier: PostgreSQL
// Hooks fail open: what goes wrong in our part of a hook is counted and forgotten, and the user's
// statement goes on as if we were not there.
// Tested by tests/tap/capture.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Asks for the counter's shared memory; called once from _PG_init.
void init_hook_failures();

void count_hook_failure();
// Since the shared memory was made; 0 without preloading.
uint64 hook_failures();

// Runs our part of a hook. REQUIRES: the body holds nothing with a destructor, takes no lock and
// opens nothing, so that an error leaves nothing behind; it must not poll for interrupts, or a
// cancel would be lost.
template <class Body>
void fail_open(Body&& body) {
  const MemoryContext context = CurrentMemoryContext;
  const uint32 holdoff = InterruptHoldoffCount;
  PG_TRY();
  { body(); }
  PG_CATCH();
  {
    MemoryContextSwitchTo(context);
    FlushErrorState();
    InterruptHoldoffCount = holdoff;
    count_hook_failure();
  }
  PG_END_TRY();
}

}  // namespace tend::ext
