// SPDX-License-Identifier: PostgreSQL
// The worker that advises on one database's history; its own kind, so that it delays no sample.
//
// Tested by tests/tap/worker_advice.t.
#include "extension/boundary/pg.h"

#include "extension/settings/settings.h"
#include "extension/worker/advice_task.h"
#include "extension/worker/database_lock.h"
#include "extension/worker/worker_main.h"
#include "extension/worker/worker_session.h"
#include "extension/worker/worker_table.h"

namespace tend::ext {

namespace {

// Advice has its own limit of 30 s for planning; this is for what should never happen.
constexpr Seconds kAdviceLimit(120);

void advise(Oid database) {
  const auto interval = setting::advise_interval();
  const auto error = in_transaction("pg_tend: advising on the history", kAdviceLimit, [&] {
    if (!interval || is_database_wanted(database)) return;
    if (!pg_call([] { return OidIsValid(get_extension_oid("pg_tend", true)); })) return;
    // Somebody may have run it meanwhile.
    const auto due_in = advice_due_in(*interval);
    if (due_in && *due_in <= Seconds(0)) advise_on_history();
  });
  // A run that failed or found nothing to record is not tried again before its time.
  const double next = monotonic_now() + interval.value_or(Seconds(0)).value();
  change_database(database, [&](DatabaseEntry& entry) { entry.advice_due = next; });
  if (!error) return;
  pg_call([&] {
    ereport(LOG, (errcode(error->sqlerrcode()),
                  errmsg("pg_tend could not advise on database %u: %s", database, error->what()),
                  errhint("It will be tried again after pg_tend.advise_interval.")));
  });
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PGDLLEXPORT void pg_tend_advice_worker(Datum main_arg);

void pg_tend_advice_worker(Datum main_arg) {
  using namespace tend::ext;
  worker_main([&] {
    const Assignment assignment = read_assignment(main_arg);
    connect_worker(assignment);
    advise(assignment.database);
  });
}
}
