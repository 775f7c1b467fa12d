// SPDX-License-Identifier: PostgreSQL
// Tested by tests/tap/sampling*.t and sql/sampling.sql.
#include "extension/boundary/pg.h"

#include "extension/history/sampler.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/scratch_memory.h"
#include "extension/boundary/subtransaction.h"
#include "extension/history/ring_rotation.h"
#include "extension/history/rollup.h"
#include "extension/history/sample_run.h"
#include "extension/store/owner_scope.h"

namespace tend::ext {

namespace {

// How long a sample waits for any lock: readers of the history and DDL go first.
constexpr const char* kLockTimeout = "100ms";
// The advisory lock that makes samplers of one database take turns; the first key is "tend" in
// ASCII. Of a class that no SQL function takes (those use 1 and 2): whoever could take it could
// stop the sampling.
constexpr uint32 kLockSpace = 0x74656e64;
constexpr uint32 kSamplerLock = 1;
constexpr uint16 kLockClass = 3;

bool claim_turn() {
  return pg_call([] {
    LOCKTAG tag;
    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, kLockSpace, kSamplerLock, kLockClass);
    return LockAcquire(&tag, ExclusiveLock, false, true) != LOCKACQUIRE_NOT_AVAIL;
  });
}

// What was seen last belongs to the database that this one was copied from; the counters of this
// one began with it.
void forget_template(SqlSession& session, SamplerState& state) {
  session.execute("delete from tend.statement_seen");
  session.execute("delete from tend.relation_seen");
  const int32 rolled_up = state.rolled_up;
  state = SamplerState{};
  state.rolled_up = rolled_up;
}

void prepare(SqlSession& session) {
  session.see_latest();
  session.set("lock_timeout", kLockTimeout);
  // Statistics as they are now; copies of them would be kept until the transaction ends.
  if (pg_call([] { return GetConfigOption("stats_fetch_consistency", true, false) != NULL; })) {
    session.set("stats_fetch_consistency", "none");
  }
}

void write_interval(SampleRun& run, const OpenInterval& interval, bool totals, Seconds length) {
  if (!interval.id) return;
  instr_time now;
  INSTR_TIME_SET_CURRENT(now);
  const double took_ms = (INSTR_TIME_GET_DOUBLE(now) - run.now.monotonic) * 1000;
  const Value parameters[] = {Value::of(*interval.id),
                              Value::of(run.slot),
                              Value::of(totals),
                              {TimestampTzGetDatum(interval.started_at), false, TIMESTAMPTZOID},
                              {TimestampTzGetDatum(run.now.at), false, TIMESTAMPTZOID},
                              Value::of(length.value()),
                              Value::of(run.partial),
                              Value::of(run.uncertain),
                              Value::of(interval.statement_ms),
                              Value::of(interval.active_ms),
                              Value::of(took_ms),
                              Value::of(interval.captures),
                              Value::of(interval.captures_lost)};
  run.session.execute(
      "insert into tend.history_interval (interval_id, level, slot, totals, started_at, ended_at,"
      "   seconds, samples, partial, uncertain, statement_ms, active_ms, took_ms, captures,"
      "   captures_lost)"
      " values ($1, 0, $2, $3, $4, $5, $6, 1, $7, $8, $9, $10, $11, $12, $13)",
      parameters);
}

void write_intervals(SampleRun& run) {
  write_interval(run, run.regular, false, elapsed(run.before, run.now));
  const double since_reset = static_cast<double>(run.now.at - run.totals.started_at);
  write_interval(run, run.totals, true, Seconds(since_reset / USECS_PER_SEC));
}

// A part of the sample; what it allocated on the server's side goes with it, so that the parts'
// needs do not add up.
void take_part(SampleRun& run, void (*part)(SampleRun&)) {
  const ScratchMemory own;
  part(run);
}

int64 sample_in(SqlSession& session) {
  SampleRun run(session);
  run.now = current_moment();
  run.before = read_sampler_state(session);
  if (is_copied(run.before)) forget_template(session, run.before);
  run.slot = current_slot(session, workload::HistoryLevel::kSample);
  run.after = run.before;
  run.after.database = MyDatabaseId;
  run.after.sampled_at = run.now.at;
  run.after.boot = run.now.boot;
  run.after.monotonic = run.now.monotonic;
  // After the clock went back the last sample lies in the future.
  run.regular.started_at = std::min(run.before.sampled_at.value_or(run.now.at), run.now.at);
  run.totals.started_at = std::min(run.now.boot, run.now.at);

  take_part(run, sample_statements);
  take_part(run, sample_relations);
  take_part(run, sample_database);
  take_part(run, sample_waits_and_errors);
  take_part(run, store_captured);
  write_intervals(run);
  run.after.rolled_up = roll_up(session, run.before.rolled_up, run.now.at);
  rotate_rings(session, run.now.at, run.after.rolled_up);
  write_sampler_state(session, run.after);
  return *(run.regular.id ? run.regular.id : run.totals.id);
}

}  // namespace

int32 SampleRun::interval(bool first_reading) {
  OpenInterval& open = first_reading ? totals : regular;
  if (!open.id) {
    session.execute("select nextval('tend.history_interval_interval_id_seq')");
    session.for_each_row([&](const Row& row) { open.id = static_cast<int32>(row.int8(1)); });
  }
  return *open.id;
}

std::optional<int64> take_sample() {
  pg_call([] {
    PreventCommandDuringRecovery("tend.sample()");
    PreventCommandIfReadOnly("tend.sample()");
  });
  std::optional<int64> sample;
  all_or_nothing([&] {
    OwnerScope owner;
    SqlSession session;
    prepare(session);
    if (claim_turn()) sample = sample_in(session);
  });
  return sample;
}

}  // namespace tend::ext
