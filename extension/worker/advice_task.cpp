// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/advice_task.h"

#include "core/workload/advice_schedule.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/spi.h"
#include "extension/settings/settings.h"
#include "extension/store/owner_scope.h"

namespace tend::ext {

namespace {

// The newest by its number: after the clock went back, older runs have later times.
constexpr const char* kAgeOfNewestRun =
    "SELECT EXISTS (SELECT FROM tend.history_interval), extract(epoch FROM"
    " clock_timestamp() OPERATOR(pg_catalog.-)"
    " (SELECT at FROM tend.advice_run WHERE source OPERATOR(pg_catalog.=) 'history'"
    "   ORDER BY run_id DESC LIMIT 1))::float8";

// Without it the role of pg_tend.worker_role would advise on what it ran itself.
bool may_read_the_workload() {
  return pg_call([] { return has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS); });
}

}  // namespace

std::optional<Seconds> advice_due_in(Seconds interval) {
  if (!may_read_the_workload()) return std::nullopt;
  // pg_tend's own tables are for nobody but their owner.
  const OwnerScope owner;
  SqlSession session;
  session.execute(kAgeOfNewestRun);
  std::optional<Seconds> due_in;
  session.for_each_row([&](const Row& row) {
    if (!row.boolean(1)) return;
    const auto age = row.is_null(2) ? std::nullopt : std::optional(Seconds(row.float8(2)));
    due_in = workload::advice_due_in(interval, age);
  });
  return due_in;
}

change::Gate worker_gate() {
  return {.min_benefit = setting::min_benefit(),
          .min_confidence = setting::min_confidence(),
          .max_open = setting::max_open_recommendations()};
}

}  // namespace tend::ext
