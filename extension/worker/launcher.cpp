// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/launcher.h"

#include "extension/boundary/guard.h"
#include "extension/capture/wait_table.h"
#include "extension/settings/settings.h"
#include "extension/worker/database_list.h"
#include "extension/worker/database_lock.h"
#include "extension/worker/database_places.h"
#include "extension/worker/worker_main.h"
#include "extension/worker/worker_pool.h"
#include "extension/worker/worker_table.h"

namespace tend::ext {

namespace {

// After an error of the launcher itself or pg_terminate_backend(): soon, yet no flood in the log.
constexpr int kRestartS = 10;
// New databases, dropped ones and changed names are seen this soon; one scan of pg_database.
constexpr double kScanEveryS = 5;
// tend.waits() is documented as one look a second.
constexpr double kWaitsEveryS = 1;
// While workers run: how often to see whether they are in somebody's way (20 us a look).
constexpr double kWatchEveryS = 0.2;
constexpr double kLongestSleepS = 10;
// Until a worker slot is tried again; doubles up to the longest pause of a failing database.
constexpr double kSlotPauseS = 1;
// A role that cannot be used is looked at again this soon.
constexpr double kRolePauseS = 10;
// After a turn that failed.
constexpr Seconds kErrorPause(5);

void log_problem(const ListedDatabase& database, const std::string& text) {
  pg_call([&] {
    ereport(LOG, (errmsg("pg_tend cannot sample database \"%s\": %s", database.name.c_str(),
                         text.c_str()),
                  errhint("It will be tried again. See tend.worker_state().")));
  });
}

class Launcher {
 public:
  // Runs until the process is told to end.
  void run() {
    while (!ShutdownRequestPending) {
      try {
        take_turn();
        wait_on_latch(Seconds(sleep_for()));
      } catch (const std::exception& error) {
        recover(error.what());
      }
    }
  }

 private:
  void take_turn();
  void follow_reload_here();
  void scan();
  void start_due();
  void start_sampler(const ListedDatabase& database);
  void start_adviser(const ListedDatabase& database);
  void look_at_waits();
  double sleep_for() const;
  void recover(const char* reason);

  WorkerPool pool_;
  DatabasePlaces places_;
  std::vector<ListedDatabase> databases_;
  size_t next_ = 0;  // where the next round begins, so that nobody is always last
  double scan_due_ = 0, waits_due_ = 0;
  std::string last_reason_;
};

void Launcher::take_turn() {
  follow_reload_here();
  pool_.forget_ended();
  if (!setting::enabled()) return;
  pg_call([] {
    SetCurrentStatementStartTimestamp();
    StartTransactionCommand();
    (void)GetTransactionSnapshot();
  });
  scan();
  pool_.clear_the_way();
  start_due();
  pg_call([] { CommitTransactionCommand(); });
  look_at_waits();
}

void Launcher::follow_reload_here() {
  if (!ConfigReloadPending) return;
  follow_reload();
  wake_launcher(InvalidOid);
}

void Launcher::scan() {
  const double now = monotonic_now();
  if (now < scan_due_ && !read_launcher().scan_wanted) return;
  change_launcher([](LauncherEntry& launcher) { launcher.scan_wanted = false; });
  databases_ = read_databases(setting::databases());
  places_.assign(databases_, pool_);
  for (const ListedDatabase& database : databases_) {
    change_database(database.id, [&](DatabaseEntry& entry) {
      const bool was_listed = entry.state != SamplingState::kNotListed;
      if (was_listed == database.listed) return;
      entry.state = database.listed ? SamplingState::kUnknown : SamplingState::kNotListed;
      entry.look_due = 0;
    });
  }
  scan_due_ = now + kScanEveryS;
}

void Launcher::start_due() {
  bool crowded = false;
  const size_t count = databases_.size();
  const size_t first = count ? next_ % count : 0;
  for (size_t i = 0; i < count; i++) {
    const ListedDatabase& database = databases_[(first + i) % count];
    const auto entry = find_database(database.id);
    if (!entry || !database.listed) continue;
    if (entry->advice_wanted && pool_.has_room(WorkerKind::kAdviser)) start_adviser(database);
    if (entry->look_due > monotonic_now() || entry->worker_pid != 0) continue;
    if (pool_.is_at(WorkerKind::kSampler, database.id)) continue;
    if (!pool_.has_room(WorkerKind::kSampler)) {
      crowded = true;
      continue;
    }
    start_sampler(database);
    next_ = (first + i + 1) % count;
  }
  change_launcher([&](LauncherEntry& launcher) { launcher.crowded = crowded; });
}

void Launcher::start_sampler(const ListedDatabase& database) {
  if (!may_enter(database.id)) {
    const double later = monotonic_now() + kWatchEveryS;
    change_database(database.id, [&](DatabaseEntry& entry) { entry.look_due = later; });
    return;
  }
  const WorkerRole role = find_worker_role(setting::worker_role(), database);
  if (!role.problem.empty()) {
    if (report_failure(database.id, SamplingState::kFailed, role.problem, kRolePauseS)) {
      log_problem(database, role.problem);
    }
    return;
  }
  if (pool_.start(WorkerKind::kSampler, {database.id, role.id})) return;
  const std::string text = "no background worker slot is free";
  if (report_failure(database.id, SamplingState::kNoWorkerSlot, text, kSlotPauseS)) {
    log_problem(database, text);
  }
}

void Launcher::start_adviser(const ListedDatabase& database) {
  const WorkerRole role = find_worker_role(setting::worker_role(), database);
  if (!role.problem.empty() || !may_enter(database.id)) return;
  if (!pool_.start(WorkerKind::kAdviser, {database.id, role.id})) return;
  change_database(database.id, [](DatabaseEntry& entry) { entry.advice_wanted = false; });
}

void Launcher::look_at_waits() {
  const double now = monotonic_now();
  if (now < waits_due_ || !setting::capture_waits()) return;
  waits_due_ = std::max(waits_due_ + kWaitsEveryS, now);
  sample_waits();
}

// Until the next thing to do; the latch ends it early.
double Launcher::sleep_for() const {
  if (!setting::enabled()) return kLongestSleepS;
  const double now = monotonic_now();
  double until = std::min(now + kLongestSleepS, scan_due_);
  if (setting::capture_waits()) until = std::min(until, waits_due_);
  if (!pool_.is_empty()) until = std::min(until, now + kWatchEveryS);
  for (const DatabaseEntry& entry : known_databases()) {
    const bool can_start = pool_.has_room(WorkerKind::kSampler) && entry.worker_pid == 0 &&
                           entry.state != SamplingState::kNotListed &&
                           !pool_.is_at(WorkerKind::kSampler, entry.database);
    if (can_start) until = std::min(until, entry.look_due);
  }
  return until - now;
}

void Launcher::recover(const char* reason) {
  const bool news = last_reason_ != reason;
  last_reason_ = reason;
  pg_call([&] {
    if (news) ereport(LOG, (errmsg("pg_tend launcher: %s", reason)));
    AbortCurrentTransaction();
  });
  wait_on_latch(kErrorPause);
}

void forget_launcher(int, Datum) {
  change_launcher([](LauncherEntry& launcher) {
    if (launcher.pid != MyProcPid) return;
    launcher.pid = 0;
    launcher.latch = NULL;
  });
}

void connect_launcher() {
  pg_call([] {
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    pqsignal(SIGTERM, SignalHandlerForShutdownRequest);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(NULL, NULL, 0);
    // Nothing that it waits for may keep it from seeing a shutdown.
    SetConfigOption("lock_timeout", "1s", PGC_SUSET, PGC_S_SESSION);
    before_shmem_exit(forget_launcher, 0);
  });
  const TimestampTz now = GetCurrentTimestamp();
  change_launcher([&](LauncherEntry& launcher) {
    launcher.pid = MyProcPid;
    launcher.started_at = now;
    launcher.latch = MyLatch;
    launcher.scan_wanted = true;
  });
}

}  // namespace

void init_worker() {
  if (!process_shared_preload_libraries_in_progress || IsBinaryUpgrade) return;
  init_worker_table();
  BackgroundWorker worker{};
  strlcpy(worker.bgw_name, "pg_tend launcher", BGW_MAXLEN);
  strlcpy(worker.bgw_type, "pg_tend launcher", BGW_MAXLEN);
  worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
  worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
  worker.bgw_restart_time = kRestartS;
  strlcpy(worker.bgw_library_name, "pg_tend", BGW_MAXLEN);
  strlcpy(worker.bgw_function_name, "pg_tend_launcher", BGW_MAXLEN);
  RegisterBackgroundWorker(&worker);
}

}  // namespace tend::ext

extern "C" {
PGDLLEXPORT void pg_tend_launcher(Datum main_arg);

void pg_tend_launcher(Datum) {
  using namespace tend::ext;
  worker_main([] {
    connect_launcher();
    Launcher().run();
  });
  // 0 would tell the postmaster that the work is done for good.
  proc_exit(1);
}
}
