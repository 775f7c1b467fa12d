// SPDX-License-Identifier: PostgreSQL
// The worker that samples one database: connects, samples if it is time, reports, leaves.
//
// At long intervals it takes one sample and goes, because a connection that stays blocks DROP
// DATABASE and keeps a growing cache. At short ones connecting would cost more than the sample, so
// it stays for a while; then it asks again and again whether somebody wants the database.
//
// Tested by tests/tap/worker.t and worker_drop.t.
#include "extension/boundary/pg.h"

#include "core/workload/sampling_budget.h"
#include "extension/history/sampler.h"
#include "extension/settings/settings.h"
#include "extension/worker/advice_task.h"
#include "extension/worker/database_lock.h"
#include "extension/worker/worker_main.h"
#include "extension/worker/worker_session.h"
#include "extension/worker/worker_table.h"

namespace tend::ext {

namespace {

// Less than the 5 s that DROP DATABASE waits; a sample takes a tenth of a second.
constexpr Seconds kSampleLimit(4);
// The first sample of tens of thousands of tables on cold disks takes longer. Each failure in a row
// doubles what the next attempt may take, up to a minute.
constexpr int kMostLimitDoublings = 4;
// Below this interval, staying is cheaper than connecting (10 ms) for every sample.
constexpr double kStayBelowS = 5;
// Long enough to be cheap, short enough for the caches of 10,000 tables to be given back.
constexpr double kLongestStayS = 60;
// When other databases wait for a sampler, each gets at least this long.
constexpr double kShortestStayS = 1;
// How often a worker that stays looks whether it is in the way; DROP DATABASE looks every 100 ms.
constexpr double kWatchEveryS = 0.2;
// Settings of a database (ALTER DATABASE) show only to who connects: look at least this often.
constexpr double kLookAtLeastEveryS = 600;
// After an error, so that a failing database is not tried ten times a second.
constexpr double kShortestPauseS = 1;
// Two clocks are read at different times: a sample that is due in a moment is due.
constexpr double kEarlyFraction = 0.05;

// CPU of this process so far, user and system.
double cpu_seconds() {
  PGRUsage usage;
  pg_rusage_init(&usage);
  constexpr double kMicrosecond = 1e-6;
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * kMicrosecond;
  };
  return seconds(usage.ru.ru_utime) + seconds(usage.ru.ru_stime);
}

class SamplingVisit {
 public:
  explicit SamplingVisit(Oid database) : database_(database), entered_(monotonic_now()) {}

  void run() {
    while (take_turn() == Turn::kGoOn && stays() && wait_for_next()) {
    }
  }

 private:
  enum class Turn { kGoOn, kLeave };
  enum class Finding { kTaken, kNotYet, kBusy, kNotInstalled, kInTheWay };

  Turn take_turn();
  Finding look();
  Seconds sample_limit() const;
  bool is_time() const;
  void report_look(Finding finding, double began);
  void report_error(const ServerError& error);
  bool is_passing(const ServerError& error);
  void ask_for_advice();
  bool stays() const;
  bool wait_for_next();
  bool is_in_the_way();

  Oid database_;
  double entered_;
  Oid extension_ = InvalidOid;  // as the newest look saw it
  // What connecting took belongs to the first sample.
  double cpu_counted_ = 0;
};

Oid installed_extension() {
  return pg_call([] { return get_extension_oid("pg_tend", true); });
}

// The budget is for all databases together, so each counts its cost as often as there are
// databases.
Seconds stretched_interval(Seconds asked, double cost_s, int databases) {
  return workload::effective_interval(asked, Seconds(cost_s * databases));
}

Seconds SamplingVisit::sample_limit() const {
  const auto entry = find_database(database_);
  const int failures = entry ? entry->failures_in_a_row : 0;
  return kSampleLimit * std::ldexp(1.0, std::min(failures, kMostLimitDoublings));
}

bool SamplingVisit::is_time() const {
  const auto entry = find_database(database_);
  if (!entry) return false;
  if (entry->extension != extension_) return true;  // made anew: it has no sample yet
  const double interval =
      stretched_interval(setting::sample_interval(), entry->cost_s, sampled_databases()).value();
  return entry->taken == 0 || monotonic_now() >= entry->taken + interval * (1 - kEarlyFraction);
}

// Inside a transaction.
SamplingVisit::Finding SamplingVisit::look() {
  if (is_database_wanted(database_)) return Finding::kInTheWay;
  extension_ = installed_extension();
  if (!OidIsValid(extension_)) return Finding::kNotInstalled;
  if (!is_time()) return Finding::kNotYet;
  // Nothing: a session is taking one. It is as good once it has committed, which may take it long.
  return take_sample() ? Finding::kTaken : Finding::kBusy;
}

SamplingVisit::Turn SamplingVisit::take_turn() {
  const double began = monotonic_now();
  Finding finding = Finding::kInTheWay;
  const auto error =
      in_transaction("pg_tend: taking a sample", sample_limit(), [&] { finding = look(); });
  if (error) {
    report_error(*error);
    return Turn::kLeave;
  }
  report_look(finding, began);
  if (finding == Finding::kTaken) ask_for_advice();
  return finding == Finding::kTaken || finding == Finding::kNotYet ? Turn::kGoOn : Turn::kLeave;
}

void SamplingVisit::report_look(Finding finding, double began) {
  const double cpu = cpu_seconds() - cpu_counted_;
  const int databases = sampled_databases();
  const Seconds asked = setting::sample_interval();
  change_database(database_, [&](DatabaseEntry& entry) {
    entry.reports++;
    if (finding == Finding::kInTheWay || finding == Finding::kBusy) {
      entry.look_due = began + kShortestPauseS;
      return;
    }
    entry.failures_in_a_row = 0;
    if (finding == Finding::kNotInstalled) {
      entry.state = SamplingState::kNoExtension;
      // CREATE EXTENSION may have committed since the look.
      entry.look_due = entry.asked_back ? 0 : began + kLookAtLeastEveryS;
      return;
    }
    entry.state = SamplingState::kSampled;
    if (finding == Finding::kTaken) {
      entry.samples++;
      entry.taken = began;
      entry.extension = extension_;
      entry.sampled_at = GetCurrentTimestamp();
      const auto before = entry.cost_s > 0 ? std::optional(Seconds(entry.cost_s)) : std::nullopt;
      entry.cost_s = workload::smoothed_cost(before, Seconds(cpu)).value();
    }
    entry.asked_s = asked.value();
    entry.interval_s = stretched_interval(asked, entry.cost_s, databases).value();
    entry.look_due = entry.taken + std::min(entry.interval_s, kLookAtLeastEveryS);
    if (entry.look_due <= began) entry.look_due = began + kLookAtLeastEveryS;
    if (entry.asked_back) entry.look_due = 0;
  });
  if (finding == Finding::kTaken) cpu_counted_ += cpu;
}

// An extension that is dropped, or made anew, fails the sample on its way; so does a lock that
// somebody holds for a moment. Neither is a failure before it happens again.
bool SamplingVisit::is_passing(const ServerError& error) {
  Oid now = InvalidOid;
  const auto failed = in_transaction("pg_tend: looking for the extension", kSampleLimit,
                                     [&] { now = installed_extension(); });
  if (!failed && OidIsValid(extension_) && now != extension_) return true;
  const auto entry = find_database(database_);
  return error.sqlerrcode() == ERRCODE_LOCK_NOT_AVAILABLE && entry && entry->failures_in_a_row == 0;
}

void SamplingVisit::report_error(const ServerError& error) {
  const double pause = std::max(kShortestPauseS, setting::sample_interval().value());
  if (is_passing(error)) {
    const double again = monotonic_now() + pause;
    change_database(database_, [&](DatabaseEntry& entry) {
      entry.reports++;
      entry.failures_in_a_row++;
      entry.look_due = again;
    });
    return;
  }
  if (!report_failure(database_, SamplingState::kFailed, error.message(), pause)) return;
  pg_call([&] {
    ereport(LOG, (errcode(error.sqlerrcode()),
                  errmsg("pg_tend could not sample database %u: %s", database_, error.what()),
                  errhint("It will be tried again. See tend.worker_state().")));
  });
}

void SamplingVisit::ask_for_advice() {
  const auto interval = setting::advise_interval();
  const auto entry = find_database(database_);
  if (!interval || !entry || monotonic_now() < entry->advice_due) return;
  std::optional<Seconds> due_in;
  const auto error = in_transaction("pg_tend: asking whether advice is due", kSampleLimit,
                                    [&] { due_in = advice_due_in(*interval); });
  if (error) return report_error(*error);
  const double wait = due_in ? std::min(due_in->value(), kLookAtLeastEveryS) : 0;
  change_database(database_, [&](DatabaseEntry& e) {
    e.advice_wanted = due_in && wait <= 0;
    e.advice_due = monotonic_now() + std::max(wait, kShortestPauseS);
  });
}

bool SamplingVisit::stays() const {
  const auto entry = find_database(database_);
  if (!entry || entry->state != SamplingState::kSampled) return false;
  if (!setting::enabled() || entry->asked_back || entry->interval_s >= kStayBelowS) return false;
  const double stayed = monotonic_now() - entered_;
  return stayed < (read_launcher().crowded ? kShortestStayS : kLongestStayS);
}

// Returns false if the worker must go.
bool SamplingVisit::wait_for_next() {
  while (!is_time()) {
    const auto entry = find_database(database_);
    if (!entry) return false;
    const double left = entry->taken + entry->interval_s - monotonic_now();
    wait_on_latch(Seconds(std::min(left, kWatchEveryS)));
    follow_reload();
    if (!stays() || (left > kWatchEveryS && is_in_the_way())) return false;
  }
  return true;
}

bool SamplingVisit::is_in_the_way() {
  bool wanted = true;
  (void)in_transaction("pg_tend: waiting", kSampleLimit,
                       [&] { wanted = is_database_wanted(database_); });
  return wanted;
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PGDLLEXPORT void pg_tend_sampling_worker(Datum main_arg);

void pg_tend_sampling_worker(Datum main_arg) {
  using namespace tend::ext;
  worker_main([&] {
    const Assignment assignment = read_assignment(main_arg);
    if (!claim_database(assignment.database)) return;
    connect_worker(assignment);
    SamplingVisit(assignment.database).run();
  });
}
}
