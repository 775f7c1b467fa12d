// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/shared_memory.h"

namespace tend::ext {

namespace {

// Room for the areas of the whole extension; a static array, since it needs no destructor.
constexpr int kMostAreas = 16;

struct Life {
  uint64 epoch;
};

SharedArea areas[kMostAreas];
int area_count = 0;
Life* life = NULL;

TendShmemRequestHook next_request = NULL;
shmem_startup_hook_type next_startup = NULL;

// 62 bits: positive as a bigint. The clock is no worse, but it can be set back.
void begin_life(void* fresh) {
  uint64 number = 0;
  if (!pg_strong_random(&number, sizeof number)) number = GetCurrentTimestamp();
  static_cast<Life*>(fresh)->epoch = (number >> 2) | 1;
}

void on_request() {
  if (next_request) next_request();
  for (int i = 0; i < area_count; i++) RequestAddinShmemSpace(MAXALIGN(areas[i].size));
}

// The postmaster gives its memory up before a crash restart and can still log after that.
void forget_areas(int, Datum) {
  for (int i = 0; i < area_count; i++) *areas[i].where = NULL;
}

// In the postmaster at each start and crash restart; where processes are not forked, in each child.
void on_startup() {
  if (next_startup) next_startup();
  LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
  for (int i = 0; i < area_count; i++) {
    bool found = false;
    void* memory = ShmemInitStruct(areas[i].name, areas[i].size, &found);
    if (!found) {
      memset(memory, 0, areas[i].size);
      if (areas[i].prepare) areas[i].prepare(memory);
    }
    *areas[i].where = memory;
  }
  LWLockRelease(AddinShmemInitLock);
  if (!IsUnderPostmaster) on_shmem_exit(forget_areas, 0);
}

void append(const SharedArea& area) {
  if (area_count == kMostAreas) elog(FATAL, "pg_tend: too many areas of shared memory");
  areas[area_count++] = area;
  tend_request_shmem_now(MAXALIGN(area.size));
}

void install_hooks() {
  next_request = tend_chain_shmem_request(on_request);
  next_startup = shmem_startup_hook;
  shmem_startup_hook = on_startup;
  append({"pg_tend life", sizeof(Life), begin_life, reinterpret_cast<void**>(&life)});
}

}  // namespace

void add_shared_area(const SharedArea& area) {
  if (!process_shared_preload_libraries_in_progress) return;
  if (area_count == 0) install_hooks();
  append(area);
}

bool shared_memory_ready() {
  return life != NULL;
}

uint64 memory_epoch() {
  return life ? life->epoch : 0;
}

}  // namespace tend::ext
