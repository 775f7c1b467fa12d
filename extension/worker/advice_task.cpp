// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/advice_task.h"

#include "core/workload/advice_schedule.h"
#include "extension/boundary/spi.h"
#include "extension/functions/recommend_indexes.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

// The newest by its number: after the clock went back, older runs have later times.
constexpr const char* kAgeOfNewestRun =
    "SELECT EXISTS (SELECT FROM tend.history_interval), extract(epoch FROM"
    " clock_timestamp() OPERATOR(pg_catalog.-)"
    " (SELECT at FROM tend.advice_run WHERE source OPERATOR(pg_catalog.=) 'history'"
    "   ORDER BY run_id DESC LIMIT 1))::float8";

}  // namespace

std::optional<Seconds> advice_due_in(Seconds interval) {
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

void advise_on_history() {
  advise_over_history({.min_benefit = setting::min_benefit(),
                       .min_confidence = setting::min_confidence(),
                       .max_open = setting::max_open_recommendations()});
}

}  // namespace tend::ext
