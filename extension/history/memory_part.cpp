// SPDX-License-Identifier: PostgreSQL
// Waits and errors: counted in shared memory since it was made, so they are subtracted like any
// other counter, and nothing is lost when a sample is rolled back.
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

WaitKey key_of(const WaitCount& wait) {
  const char* type = wait.wait_event ? pgstat_get_wait_event_type(wait.wait_event) : kOnCpu;
  const char* event = wait.wait_event ? pgstat_get_wait_event(wait.wait_event) : kOnCpu;
  return {wait.query_id, wait.role, type ? type : "???", event ? event : "???"};
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

std::map<int64, double> seen_waits(SqlSession& session) {
  std::map<int64, double> seen;  // by entry
  session.execute("select entry, samples from tend.wait_seen");
  session.for_each_row([&](const Row& row) { seen[row.int8(1)] = row.float8(2); });
  return seen;
}

std::map<ErrorKey, double> seen_errors(SqlSession& session) {
  std::map<ErrorKey, double> seen;
  session.execute("select sqlstate, severity, errors from tend.error_seen");
  session.for_each_row([&](const Row& row) { seen[{row.text(1), row.text(2)}] = row.float8(3); });
  return seen;
}

void write_batch(SqlSession& session, const RowBatch& rows, const char* statement) {
  if (rows.empty()) return;
  const Value parameters[] = {rows.array()};
  session.execute(statement, parameters);
}

double last_count(const auto& seen, const auto& key) {
  const auto last = seen.find(key);
  return last == seen.end() ? 0 : last->second;
}

// Entries that were given to others since the last sample.
void forget_entries(SqlSession& session, std::map<int64, double> seen,
                    const std::vector<WaitCount>& waits) {
  for (const WaitCount& wait : waits) seen.erase(wait.entry);
  if (seen.empty()) return;
  std::vector<int64> gone;
  for (const auto& [entry, samples] : seen) gone.push_back(entry);
  const Value parameters[] = {Value::of(gone)};
  session.execute("delete from tend.wait_seen where entry = any ($1)", parameters);
}

void sample_waits_of(SampleRun& run, bool first) {
  const std::vector<WaitCount> waits = read_waits(MyDatabaseId);
  const std::map<int64, double> before = seen_waits(run.session);
  std::map<WaitKey, double> grown;
  RowBatch rows("wait_interval"), seen("wait_seen");
  for (const WaitCount& wait : waits) {
    const double samples = wait.samples - last_count(before, wait.entry);
    if (samples <= 0) continue;
    grown[key_of(wait)] += samples;
    seen.add({wait.entry, wait.samples});
  }
  for (const auto& [key, samples] : grown) {
    const auto& [query, role, type, event] = key;
    rows.add({int64{run.interval(first)}, query, int64{role}, type, event, samples});
  }
  rows.write();
  write_batch(run.session, seen,
              "insert into tend.wait_seen select * from unnest($1)"
              " on conflict (entry) do update set samples = excluded.samples");
  forget_entries(run.session, before, waits);
}

void sample_errors_of(SampleRun& run, bool first) {
  const std::map<ErrorKey, double> errors = current_errors();
  if (errors.empty()) return;
  const std::map<ErrorKey, double> before = seen_errors(run.session);
  RowBatch rows("error_interval"), seen("error_seen");
  for (const auto& [key, count] : errors) {
    const double grown = count - last_count(before, key);
    if (grown <= 0) continue;
    rows.add({int64{run.interval(first)}, key.first, key.second, grown});
    seen.add({key.first, key.second, count});
  }
  rows.write();
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
    run.after.captures_lost = 0;
  }
  const bool first = !run.before.sampled_at;
  sample_waits_of(run, first);
  sample_errors_of(run, first);
}

}  // namespace tend::ext
