// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/worker_session.h"

#include "extension/capture/execution_hooks.h"

namespace tend::ext {

namespace {

constexpr double kMillisecondsPerSecond = 1000;

struct PinnedSetting {
  const char* name;
  const char* value;
};

// Those that a version or an installation lacks are passed over.
constexpr PinnedSetting kPinned[] = {
    {"application_name", "pg_tend worker"},
    {"search_path", "pg_catalog, pg_temp"},
    // Below deadlock_timeout, so that in a deadlock it is the worker that gives up.
    {"lock_timeout", "100ms"},
    {"statement_timeout", "0"},  // only a client's main loop arms it; in_transaction() does here
    {"transaction_timeout", "0"},
    {"idle_in_transaction_session_timeout", "0"},
    // ALTER DATABASE may have set these.
    {"default_transaction_read_only", "off"},
    {"default_transaction_isolation", "read committed"},
    {"default_transaction_deferrable", "off"},
    {"session_replication_role", "origin"},
    // A sample that is lost in a crash is made up for by the next; a standby that does not answer
    // must not hold the worker.
    {"synchronous_commit", "off"},
    // Our own statements are not part of the workload.
    {"compute_query_id", "off"},
    {"pg_stat_statements.track", "none"},
    {"auto_explain.log_min_duration", "-1"},
    // Each counter is read once.
    {"stats_fetch_consistency", "none"},
    // Worker slots and compile time are for users.
    {"max_parallel_workers_per_gather", "0"},
    {"jit", "off"},
};

void pin_settings() {
  pg_call([] {
    for (const PinnedSetting& pinned : kPinned) {
      if (!GetConfigOption(pinned.name, true, false)) continue;
      SetConfigOption(pinned.name, pinned.value, PGC_SUSET, PGC_S_SESSION);
    }
  });
}

void begin(const char* activity, Seconds limit) {
  pg_call([&] {
    SetCurrentStatementStartTimestamp();
    StartTransactionCommand();
    PushActiveSnapshot(GetTransactionSnapshot());
    pgstat_report_activity(STATE_RUNNING, activity);
    enable_timeout_after(STATEMENT_TIMEOUT,
                         static_cast<int>(limit.value() * kMillisecondsPerSecond));
  });
}

void commit() {
  pg_call([] {
    disable_timeout(STATEMENT_TIMEOUT, false);
    PopActiveSnapshot();
    CommitTransactionCommand();
    (void)pgstat_report_stat(false);
    pgstat_report_activity(STATE_IDLE, NULL);
  });
}

void roll_back() {
  pg_call([] {
    disable_timeout(STATEMENT_TIMEOUT, false);
    AbortCurrentTransaction();
    (void)pgstat_report_stat(false);
    pgstat_report_activity(STATE_IDLE, NULL);
  });
}

}  // namespace

Assignment read_assignment(Datum main_arg) {
  Assignment assignment{DatumGetObjectId(main_arg), InvalidOid};
  memcpy(&assignment.role, MyBgworkerEntry->bgw_extra, sizeof assignment.role);
  return assignment;
}

void connect_worker(const Assignment& assignment) {
  pg_call([&] {
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    pqsignal(SIGTERM, die);
    // Before connecting: that may wait for a DROP DATABASE, which waits until every process has
    // answered a signal.
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnectionByOid(assignment.database, assignment.role, 0);
  });
  mute_capture();
  pin_settings();
}

void follow_reload() {
  if (!ConfigReloadPending) return;
  ConfigReloadPending = false;
  pg_call([] { ProcessConfigFile(PGC_SIGHUP); });
}

std::optional<ServerError> in_transaction(const char* activity, Seconds limit,
                                          const std::function<void()>& body) {
  try {
    begin(activity, limit);
    body();
    commit();
    return std::nullopt;
  } catch (const ServerError& error) {
    roll_back();
    return error;
  } catch (const std::exception& error) {
    roll_back();
    return ServerError(ERRCODE_INTERNAL_ERROR, error.what());
  }
}

}  // namespace tend::ext
