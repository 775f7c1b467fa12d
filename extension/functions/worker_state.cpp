// SPDX-License-Identifier: PostgreSQL
// tend.worker_state(), tend.worker_summary(), tend.wake_worker(): the worker as SQL sees it.
//
// Tested by tests/tap/worker.t.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/settings/settings.h"
#include "extension/worker/worker_table.h"

namespace tend::ext {

namespace {

constexpr double kMillisecondsPerSecond = 1000;

const char* name_of(SamplingState state) {
  switch (state) {
    case SamplingState::kUnknown: return "not sampled yet";
    case SamplingState::kSampled: return "sampled";
    case SamplingState::kNoExtension: return "no extension";
    case SamplingState::kNotListed: return "not listed";
    case SamplingState::kNoWorkerSlot: return "no worker slot";
    case SamplingState::kFailed: return "failed";
  }
  return "unknown";
}

Value time_or_null(TimestampTz at) {
  return at == 0 ? Value::null_of(TIMESTAMPTZOID)
                 : Value{TimestampTzGetDatum(at), false, TIMESTAMPTZOID};
}
Value text_or_null(const char* text) {
  return *text ? Value::of(text) : Value::null_of(TEXTOID);
}
Value milliseconds_or_null(double seconds) {
  return seconds > 0 ? Value::of(seconds * kMillisecondsPerSecond) : Value::null_of(FLOAT8OID);
}
Value pid_or_null(int pid) {
  return pid ? Value::of(pid) : Value::null_of(INT4OID);
}
// Share of one core that sampling this database takes.
Value fraction_or_null(const DatabaseEntry& entry) {
  return entry.cost_s > 0 && entry.interval_s > 0 ? Value::of(entry.cost_s / entry.interval_s)
                                                  : Value::null_of(FLOAT8OID);
}

// Empty if it was dropped since the launcher's last look.
std::string database_name(Oid database) {
  const char* const name = pg_call([&] { return get_database_name(database); });
  return name ? name : "";
}

void put_databases(ReturnSetInfo* result) {
  const int launcher = read_launcher().pid;
  for (const DatabaseEntry& entry : known_databases()) {
    const std::string name = database_name(entry.database);
    if (name.empty()) continue;
    put_row(
        result,
        std::array{Value::of(name), Value::of(name_of(entry.state)), time_or_null(entry.sampled_at),
                   milliseconds_or_null(entry.interval_s), milliseconds_or_null(entry.asked_s),
                   fraction_or_null(entry), text_or_null(entry.last_error),
                   Value::of(entry.samples), Value::of(entry.failures), pid_or_null(launcher)});
  }
}

// An error of the sampler may name objects that the asking role may not know of.
Value error_for_caller(const DatabaseEntry& entry) {
  const bool may_read = pg_call([] { return has_privs_of_role(GetUserId(), ROLE_PG_MONITOR); });
  return may_read ? text_or_null(entry.last_error) : Value::null_of(TEXTOID);
}

Datum summary(FunctionCallInfo fcinfo) {
  const LauncherEntry launcher = read_launcher();
  const auto entry = find_database(MyDatabaseId);
  const DatabaseEntry here = entry.value_or(DatabaseEntry{});
  return record_datum(
      fcinfo, std::array{Value::of(has_worker_table()), Value::of(setting::enabled()),
                         pid_or_null(launcher.pid), Value::of(launcher.left_out),
                         entry ? Value::of(name_of(here.state)) : Value::null_of(TEXTOID),
                         time_or_null(here.sampled_at), milliseconds_or_null(here.interval_s),
                         milliseconds_or_null(here.asked_s), error_for_caller(here)});
}

// CREATE EXTENSION asks to be looked at before it has committed; only then is there something to
// see. A rolled-back one costs nothing, and a failed wake-up a look ten minutes later.
bool wake_at_commit = false;

void on_transaction_end(XactEvent event, void*) {
  if (event == XACT_EVENT_COMMIT && wake_at_commit) wake_launcher(MyDatabaseId);
  if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE) {
    wake_at_commit = false;
  }
}

void ask_to_wake() {
  static bool registered = false;
  if (!registered) pg_call([] { RegisterXactCallback(on_transaction_end, NULL); });
  registered = true;
  wake_at_commit = true;
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_worker_state);
PG_FUNCTION_INFO_V1(pg_tend_worker_summary);
PG_FUNCTION_INFO_V1(pg_tend_wake_worker);

Datum pg_tend_worker_state(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    pg_call([&] { tend_materialize(fcinfo); });
    put_databases(reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo));
    return Datum(0);
  });
}

Datum pg_tend_worker_summary(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] { return summary(fcinfo); });
}

Datum pg_tend_wake_worker(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    ask_to_wake();
    PG_RETURN_VOID();
  });
}
}
