// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/worker_pool.h"

#include "extension/boundary/guard.h"
#include "extension/worker/database_lock.h"
#include "extension/worker/worker_table.h"

namespace tend::ext {

namespace {

// A worker that stays looks every 0.2 s whether it is in the way, and DROP DATABASE waits for 5 s.
constexpr double kCourtesyS = 0.25;
// After a worker that never reached its database.
constexpr double kPauseS = 10;

BackgroundWorkerHandle* register_worker(WorkerKind kind, const Assignment& assignment) {
  BackgroundWorker worker{};
  const bool samples = kind == WorkerKind::kSampler;
  snprintf(worker.bgw_name, BGW_MAXLEN, "pg_tend %s for database %u",
           samples ? "sampler" : "adviser", assignment.database);
  strlcpy(worker.bgw_type, samples ? "pg_tend sampler" : "pg_tend adviser", BGW_MAXLEN);
  worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
  worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
  worker.bgw_restart_time = BGW_NEVER_RESTART;
  strlcpy(worker.bgw_library_name, "pg_tend", BGW_MAXLEN);
  strlcpy(worker.bgw_function_name, samples ? "pg_tend_sampling_worker" : "pg_tend_advice_worker",
          BGW_MAXLEN);
  worker.bgw_main_arg = ObjectIdGetDatum(assignment.database);
  memcpy(worker.bgw_extra, &assignment.role, sizeof assignment.role);
  worker.bgw_notify_pid = MyProcPid;
  BackgroundWorkerHandle* handle = NULL;
  // The handle outlives the transaction that we may be in.
  const MemoryContext outer = MemoryContextSwitchTo(TopMemoryContext);
  (void)RegisterDynamicBackgroundWorker(&worker, &handle);
  MemoryContextSwitchTo(outer);
  return handle;
}

bool has_ended(BackgroundWorkerHandle* handle) {
  return pg_call([&] {
    pid_t pid;
    return GetBackgroundWorkerPid(handle, &pid) == BGWH_STOPPED;
  });
}

}  // namespace

bool WorkerPool::start(WorkerKind kind, const Assignment& assignment) {
  const auto free = std::find_if(running_.begin(), running_.end(),
                                 [](const Running& worker) { return !worker.handle; });
  if (free == running_.end()) return false;
  BackgroundWorkerHandle* const handle = pg_call([&] { return register_worker(kind, assignment); });
  if (!handle) return false;
  const auto entry = find_database(assignment.database);
  *free = Running{.handle = handle,
                  .kind = kind,
                  .database = assignment.database,
                  .reports_before = entry ? entry->reports : 0,
                  .wanted_since = 0};
  return true;
}

bool WorkerPool::has_room(WorkerKind kind) const {
  const auto busy = std::count_if(running_.begin(), running_.end(), [&](const Running& worker) {
    return worker.handle && worker.kind == kind;
  });
  return busy < (kind == WorkerKind::kSampler ? kSamplers : kAdvisers);
}

bool WorkerPool::is_at(WorkerKind kind, Oid database) const {
  return std::any_of(running_.begin(), running_.end(), [&](const Running& worker) {
    return worker.handle && worker.kind == kind && worker.database == database;
  });
}

bool WorkerPool::is_empty() const {
  return std::none_of(running_.begin(), running_.end(),
                      [](const Running& worker) { return worker.handle; });
}

void WorkerPool::forget_ended() {
  for (Running& worker : running_) {
    if (!worker.handle || !has_ended(worker.handle)) continue;
    pfree(worker.handle);
    worker.handle = NULL;
    const auto entry = find_database(worker.database);
    if (worker.kind == WorkerKind::kAdviser || worker.wanted_since != 0 || !entry ||
        entry->reports > worker.reports_before || entry->worker_pid != 0) {
      continue;
    }
    // The server has logged why, and what it says may name other databases.
    (void)report_failure(worker.database, SamplingState::kFailed,
                         "the worker could not connect; the server log says why", kPauseS);
  }
}

void WorkerPool::clear_the_way() {
  for (Running& worker : running_) {
    if (!worker.handle) continue;
    if (!is_database_wanted(worker.database)) {
      worker.wanted_since = 0;
      continue;
    }
    const double now = monotonic_now();
    if (worker.wanted_since == 0) worker.wanted_since = now;
    if (now - worker.wanted_since < kCourtesyS) continue;
    pg_call([&] { TerminateBackgroundWorker(worker.handle); });
  }
}

}  // namespace tend::ext
