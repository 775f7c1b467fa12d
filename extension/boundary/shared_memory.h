// SPDX-License-Identifier: PostgreSQL
// Areas of the server's main shared memory, and a number that tells one life of it from the next.
// They exist only if the library came by shared_preload_libraries; otherwise every pointer stays
// NULL, and who reads them answers with nothing.
// Tested by tests/tap/capture.t, tests/tap/errors_waits.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// A piece of shared memory of fixed size, a static of the file that owns it.
struct SharedArea {
  const char* name;              // unique in the server
  Size size;                     // bytes
  void (*prepare)(void* fresh);  // sets up zeroed memory, under a lock; NULL: zeroes will do
  void** where;                  // the owner's pointer, set in every process
};

// Asks for an area. Called from _PG_init; does nothing unless the library is being preloaded.
void add_shared_area(const SharedArea& area);

bool shared_memory_ready();

// A random number that changes whenever the shared memory is made anew, at a start or a crash
// restart: counters kept there have begun at zero. 0 without preloading, else positive as int64.
uint64 memory_epoch();

}  // namespace tend::ext
