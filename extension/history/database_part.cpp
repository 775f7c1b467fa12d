// SPDX-License-Identifier: PostgreSQL
// The database's own counters, and those of the whole server's WAL and transaction ids.
#include "extension/boundary/pg.h"

#include "core/workload/counter_delta.h"
#include "extension/history/sample_run.h"

namespace tend::ext {

namespace {

// The counters in the order of tend.database_interval's columns; active time is the twelfth.
constexpr const char* kCounters =
    "select array[d.xact_commit, d.xact_rollback, d.blks_read, d.blks_hit, d.tup_returned,"
    "   d.tup_fetched, d.tup_inserted, d.tup_updated, d.tup_deleted, d.temp_bytes, d.deadlocks,"
    "   d.active_time, d.idle_in_transaction_time, w.wal_bytes, w.wal_records,"
    "   pg_snapshot_xmax(pg_current_snapshot())::text::float8]::float8[], d.numbackends::float8,"
    "   least(d.stats_reset, w.stats_reset)"
    " from pg_stat_database d cross join pg_stat_wal w"
    " where d.datname = current_database()";
constexpr size_t kActiveMs = 11;
// Counters that are reset together: the database's, the WAL's, and transaction ids, which never
// are.
constexpr std::array<size_t, 3> kGroups = {13, 2, 1};

std::vector<double> differences(std::span<const double> before, std::span<const double> now) {
  std::vector<double> all;
  for (const size_t length : kGroups) {
    const size_t from = all.size();
    const bool seen = before.size() == now.size();
    const std::vector<double> group = workload::counter_delta(
        seen ? before.subspan(from, length) : std::span<const double>(), now.subspan(from, length));
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace

void sample_database(SampleRun& run) {
  double sessions = 0;
  std::optional<TimestampTz> reset;
  run.session.execute(kCounters);
  run.session.for_each_row([&](const Row& row) {
    run.after.database_counters = row.float8s(1);
    sessions = row.float8(2);
    if (!row.is_null(3)) reset = row.int8(3);
  });
  const bool first = !run.before.sampled_at;
  const std::vector<double> difference =
      differences(run.before.database_counters, run.after.database_counters);
  OpenInterval& interval = first ? run.totals : run.regular;
  // What nobody counted cannot be explained: it would read as statements that were lost.
  if (first || run.statements_counted) interval.active_ms = difference[kActiveMs];
  // Statements, if there are any, have said since when.
  if (first && reset && !run.after.statements_reset) {
    interval.started_at = std::min(interval.started_at, *reset);
  }

  std::vector<double> row = difference;
  row.push_back(sessions);
  const Value parameters[] = {Value::of(run.interval(first)), Value::of(row)};
  run.session.execute(
      "insert into tend.database_interval select $1, v[1], v[2], v[3], v[4], v[5], v[6], v[7],"
      "   v[8], v[9], v[10], v[11], v[12], v[13], v[14], v[15], v[16], v[17]"
      " from (select $2) as n (v)",
      parameters);
}

}  // namespace tend::ext
