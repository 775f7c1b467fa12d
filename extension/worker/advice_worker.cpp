// SPDX-License-Identifier: PostgreSQL
// The worker that advises on one database's history; its own kind, so that it delays no sample.
//
// Tested by tests/tap/worker_advice.t.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/functions/recommend_indexes.h"
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

bool is_due(Oid database, Seconds interval) {
  if (is_database_wanted(database)) return false;
  if (!pg_call([] { return OidIsValid(get_extension_oid("pg_tend", true)); })) return false;
  // Somebody may have run it meanwhile.
  const auto due_in = advice_due_in(interval);
  return due_in && *due_in <= Seconds(0);
}

// Each step a transaction of its own, so that none is long and writes.
std::optional<ServerError> advise_now(Oid database, Seconds interval) {
  HistoryAdvice advice;
  bool due = false;
  auto error = in_transaction("pg_tend: reading the history", kAdviceLimit, [&] {
    due = is_due(database, interval);
    if (due) advice.read();
  });
  if (error || !due) return error;
  error = in_transaction("pg_tend: advising on the history", kAdviceLimit, [&] { advice.plan(); });
  if (error) return error;
  return in_transaction("pg_tend: recording advice", kAdviceLimit,
                        [&] { advice.record(worker_gate()); });
}

void advise(Oid database) {
  const auto interval = setting::advise_interval();
  const auto error = interval ? advise_now(database, *interval) : std::nullopt;
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
