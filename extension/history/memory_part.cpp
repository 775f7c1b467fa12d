// SPDX-License-Identifier: PostgreSQL
// Waits and errors: counted in shared memory since it was made, so they are subtracted like any other
// counter, and nothing is lost when a sample is rolled back.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/row_batch.h"
#include "extension/boundary/shared_memory.h"
#include "extension/capture/error_table.h"
#include "extension/capture/wait_table.h"
#include "extension/history/sample_run.h"

namespace tend::ext {

namespace {

using WaitKey = std::tuple<int64, Oid, std::string, std::string>;  // statement, role, type, event
using ErrorKey = std::pair<std::string, std::string>;              // SQLSTATE, severity

constexpr const char* kOnCpu = "CPU";

std::map<WaitKey, double> current_waits() {
  std::map<WaitKey, double> waits;
  for (const WaitCount& wait : read_waits(MyDatabaseId)) {
    const char* type = wait.wait_event ? pgstat_get_wait_event_type(wait.wait_event) : kOnCpu;
    const char* event = wait.wait_event ? pgstat_get_wait_event(wait.wait_event) : kOnCpu;
    waits[{wait.query_id, wait.role, type ? type : "???", event ? event : "???"}] += wait.samples;
  }
  return waits;
}

const char* severity_name(int level) {
  return level >= PANIC ? "PANIC" : level >= FATAL ? "FATAL" : "ERROR";
}

std::map<ErrorKey, double> current_errors() {
  std::map<ErrorKey, double> errors;
  for (const ErrorCount& error : read_errors(MyDatabaseId)) {
    errors[{unpack_sql_state(error.sqlstate), severity_name(error.level)}] += error.errors;
  }
  return errors;
}

std::map<WaitKey, double> seen_waits(SqlSession& session) {
  std::map<WaitKey, double> seen;
  session.execute("select queryid, userid, event_type, event, samples from tend.wait_seen");
  session.for_each_row([&](const Row& row) {
    seen[{row.int8(1), row.oid(2), row.text(3), row.text(4)}] = row.float8(5);
  });
  return seen;
}

std::map<ErrorKey, double> seen_errors(SqlSession& session) {
  std::map<ErrorKey, double> seen;
  session.execute("select sqlstate, severity, errors from tend.error_seen");
  session.for_each_row(
      [&](const Row& row) { seen[{row.text(1), row.text(2)}] = row.float8(3); });
  return seen;
}

void write_batch(SqlSession& session, const RowBatch& rows, const char* statement) {
  if (rows.empty()) return;
  const Value parameters[] = {rows.array()};
  session.execute(statement, parameters);
}

// Calls `each` with the key, today's count and its growth, for every count that grew.
template <class Counts, class Each>
void for_each_growth(const Counts& now, const Counts& seen, Each&& each) {
  for (const auto& [key, count] : now) {
    const auto last = seen.find(key);
    const double before = last == seen.end() ? 0 : last->second;
    if (count > before) each(key, count, count - before);
  }
}

void sample_waits_of(SampleRun& run, bool first) {
  const std::map<WaitKey, double> waits = current_waits();
  if (waits.empty()) return;
  RowBatch rows("wait_interval"), seen("wait_seen");
  for_each_growth(waits, seen_waits(run.session), [&](const WaitKey& key, double now, double grown) {
    const auto& [query, role, type, event] = key;
    rows.add({int64{run.interval(first)}, query, int64{role}, type, event, grown});
    seen.add({query, int64{role}, type, event, now});
  });
  write_batch(run.session, rows, "insert into tend.wait_interval select * from unnest($1)");
  write_batch(run.session, seen,
              "insert into tend.wait_seen select * from unnest($1)"
              " on conflict (queryid, userid, event_type, event)"
              " do update set samples = excluded.samples");
}

void sample_errors_of(SampleRun& run, bool first) {
  const std::map<ErrorKey, double> errors = current_errors();
  if (errors.empty()) return;
  RowBatch rows("error_interval"), seen("error_seen");
  for_each_growth(errors, seen_errors(run.session),
                  [&](const ErrorKey& key, double now, double grown) {
                    rows.add({int64{run.interval(first)}, key.first, key.second, grown});
                    seen.add({key.first, key.second, now});
                  });
  write_batch(run.session, rows, "insert into tend.error_interval select * from unnest($1)");
  write_batch(run.session, seen,
              "insert into tend.error_seen select * from unnest($1)"
              " on conflict (sqlstate, severity) do update set errors = excluded.errors");
}

}  // namespace

void sample_waits_and_errors(SampleRun& run) {
  if (!shared_memory_ready()) return;
  run.after.memory_epoch = static_cast<int64>(memory_epoch());
  if (run.before.memory_epoch != run.after.memory_epoch) {
    run.session.execute("delete from tend.wait_seen");
    run.session.execute("delete from tend.error_seen");
    run.after.capture_position = 0;
  }
  const bool first = !run.before.sampled_at;
  sample_waits_of(run, first);
  sample_errors_of(run, first);
}

}  // namespace tend::ext
