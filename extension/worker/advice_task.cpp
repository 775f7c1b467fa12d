// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/advice_task.h"

#include "extension/boundary/spi.h"
#include "extension/functions/recommend_indexes.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

constexpr const char* kAgeOfNewestRun =
    "SELECT EXISTS (SELECT FROM tend.history_interval), extract(epoch FROM"
    " clock_timestamp() OPERATOR(pg_catalog.-)"
    " (SELECT max(at) FROM tend.advice_run WHERE source OPERATOR(pg_catalog.=) 'history'))::float8";

}  // namespace

std::optional<Seconds> advice_due_in(Seconds interval) {
  SqlSession session;
  session.execute(kAgeOfNewestRun);
  std::optional<Seconds> due_in;
  session.for_each_row([&](const Row& row) {
    if (!row.boolean(1)) return;
    due_in = row.is_null(2) ? Seconds(0) : interval - Seconds(row.float8(2));
  });
  return due_in;
}

void advise_on_history() {
  advise_over_history({.min_benefit = setting::min_benefit(),
                       .min_confidence = setting::min_confidence(),
                       .max_open = setting::max_open_recommendations()});
}

}  // namespace tend::ext
