// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/hook_failures.h"

#include "extension/boundary/shared_memory.h"

namespace tend::ext {

namespace {

pg_atomic_uint64* failures = NULL;

void prepare(void* fresh) {
  pg_atomic_init_u64(static_cast<pg_atomic_uint64*>(fresh), 0);
}

}  // namespace

void init_hook_failures() {
  add_shared_area({"pg_tend hook failures", sizeof(pg_atomic_uint64), prepare,
                   reinterpret_cast<void**>(&failures)});
}

void count_hook_failure() {
  if (failures) pg_atomic_fetch_add_u64(failures, 1);
}

uint64 hook_failures() {
  return failures ? pg_atomic_read_u64(failures) : 0;
}

}  // namespace tend::ext
