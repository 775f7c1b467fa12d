// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/worker_main.h"

#include "extension/boundary/guard.h"
#include "extension/worker/worker_table.h"

namespace tend::ext {

namespace {

constexpr double kMillisecondsPerSecond = 1000;

void log_end(const char* reason) {
  ereport(LOG, (errmsg("%s ends early: %s", MyBgworkerEntry->bgw_name, reason)));
}

void release_claim(int, Datum database) {
  change_database(DatumGetObjectId(database), [](DatabaseEntry& entry) {
    if (entry.worker_pid == MyProcPid) entry.worker_pid = 0;
  });
}

}  // namespace

void worker_main(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& error) {
    log_end(error.what());
  } catch (...) {
    log_end("unknown exception");
  }
}

void wait_on_latch(Seconds limit) {
  const long milliseconds =
      std::max(1L, static_cast<long>(std::ceil(limit.value() * kMillisecondsPerSecond)));
  pg_call([&] {
    (void)WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, milliseconds,
                    PG_WAIT_EXTENSION);
    ResetLatch(MyLatch);
    CHECK_FOR_INTERRUPTS();
  });
}

bool claim_database(Oid database) {
  bool claimed = false;
  change_database(database, [&](DatabaseEntry& entry) {
    // A worker that was killed ends the whole server, and the table with it; so a pid that is
    // there belongs to a worker that a launcher before this one had started.
    if (entry.worker_pid != 0) return;
    entry.worker_pid = MyProcPid;
    entry.asked_back = false;
    claimed = true;
  });
  if (claimed) pg_call([&] { before_shmem_exit(release_claim, ObjectIdGetDatum(database)); });
  return claimed;
}

}  // namespace tend::ext
