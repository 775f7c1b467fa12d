// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/store/advice_store.h"

#include "extension/boundary/spi.h"
#include "extension/boundary/subtransaction.h"
#include "extension/store/owner_scope.h"
#include "extension/store/recommendation_row.h"

namespace tend::ext {

namespace {

// Runs kept of each source, with their unindexable statements; at one run an hour over the history,
// more than a week. Given texts cannot push history runs out.
constexpr int64 kKeptRuns = 200;
// What is kept of a statement's text: enough to recognize it.
constexpr int kKeptTextBytes = 8192;
// How long recording waits for another session's recording of the same recommendations; less than
// deadlock_timeout, so that in a deadlock (with DROP EXTENSION, for one) it is recording that gives
// up.
constexpr int kRecordingLockTimeoutMs = 500;
std::string recording_lock_timeout() {
  return std::to_string(std::max(1, std::min(kRecordingLockTimeoutMs, DeadlockTimeout / 2))) + "ms";
}

int64 insert_run(SqlSession& session, workload::WorkloadSource source, const index::Advice& advice,
                 const RunVerdict& verdict, Oid caller) {
  const Value parameters[] = {Value::of(name_of(source)),
                              Value::oid(caller),
                              Value::of(advice.planned),
                              Value::of(advice.skipped),
                              Value::of(advice.cost_before.value()),
                              Value::of(advice.cost_after.value()),
                              Value::of(static_cast<int64>(advice.planner_calls)),
                              Value::of(index::name_of(advice.stopped_by)),
                              Value::of(verdict.verdict),
                              Value::of(verdict.reason)};
  int64 run_id = 0;
  session.execute(
      "insert into tend.advice_run(source, asked_by, planned, skipped, cost_before, cost_after,"
      "   planner_calls, stopped_by, verdict, reason)"
      " values ($1, pg_get_userbyid($2), $3, $4, $5, $6, $7, $8, $9, $10) returning run_id",
      parameters);
  session.for_each_row([&](const Row& row) { run_id = row.int8(1); });
  return run_id;
}

std::string kept_text(const std::string& text) {
  const int length = static_cast<int>(text.size());
  return text.substr(0, static_cast<size_t>(pg_mbcliplen(text.c_str(), length, kKeptTextBytes)));
}

void insert_unindexable(SqlSession& session, int64 run_id, const index::Advice& advice,
                        Oid caller) {
  int position = 0;
  for (const index::Unindexable& row : advice.unindexable) {
    const Value parameters[] = {
        Value::of(run_id),
        Value::of(++position),
        row.query_id ? Value::of(row.query_id.value) : Value::null_of(INT8OID),
        Value::oid(row.role ? row.role.value : caller),
        Value::of(kept_text(row.query)),
        Value::of(row.reason_class),
        Value::of(kept_text(row.reason)),
        Value::of(row.hint)};
    session.execute(
        "insert into tend.unindexable_statement"
        " values ($1, $2, $3, pg_get_userbyid($4), $5, $6, $7, $8)",
        parameters);
  }
}

void prune_runs(SqlSession& session, workload::WorkloadSource source) {
  const Value parameters[] = {Value::of(name_of(source)), Value::of(kKeptRuns)};
  session.execute(
      "with old as ("
      "  delete from tend.advice_run where source = $1 and run_id <="
      "    (select run_id from tend.advice_run where source = $1"
      "     order by run_id desc offset $2 limit 1) returning run_id)"
      " delete from tend.unindexable_statement u using old where u.run_id = old.run_id",
      parameters);
  session.execute(
      "delete from tend.recommendation r where source = 'adhoc' and state = 'proposed'"
      "   and updated_at < now() - interval '30 days'"
      "   and not exists (select from tend.advice_run a where a.run_id = r.run_id)");
}

// Query ids whose statements this run planned.
std::vector<int64> planned_ids(const workload::Workload& workload, const index::Advice& advice) {
  std::set<int64> ids;
  for (const workload::WorkloadQuery& query : workload.queries) ids.insert(query.id.value);
  for (const index::Unindexable& row : advice.unindexable) {
    if (!row.planned) ids.erase(row.query_id.value);
  }
  return {ids.begin(), ids.end()};
}

// Open recommendations of earlier history runs that this run looked at again and does not repeat. A
// recommendation whose statements are not in the history any more (a reset, an eviction) stays.
void supersede_others(SqlSession& session, const std::vector<int64>& planned,
                      const std::vector<std::optional<int64>>& current) {
  std::vector<int64> ids;
  for (const auto& id : current) {
    if (id) ids.push_back(*id);
  }
  const Value parameters[] = {Value::of(ids), Value::of(planned)};
  session.execute(
      "update tend.recommendation set state = 'superseded', updated_at = clock_timestamp()"
      " where kind = 'index_build' and source = 'history' and state = 'proposed'"
      "   and recommendation_id <> all ($1) and queryids <@ $2",
      parameters);
}

bool sees_everything(const workload::Workload& workload) {
  return workload.source == workload::WorkloadSource::kHistory &&
         pg_call([] { return has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS); });
}

RecordedRun write_run(const workload::Workload& workload, const index::Advice& advice,
                      const std::vector<change::Recommendation>& recommendations,
                      const RunVerdict& verdict, const std::vector<bool>& may_open) {
  const bool everything = sees_everything(workload);
  const workload::WorkloadSource source =
      everything ? workload::WorkloadSource::kHistory : workload::WorkloadSource::kAdhoc;
  OwnerScope owner;
  SqlSession session;
  session.set("lock_timeout", recording_lock_timeout().c_str());
  RecordedRun recorded;
  recorded.run_id = insert_run(session, source, advice, verdict, owner.caller());
  insert_unindexable(session, *recorded.run_id, advice, owner.caller());
  const RecordingRun run{*recorded.run_id, source, owner.caller(), everything, may_open};
  recorded.recommendation_ids = upsert_recommendations(session, run, advice, recommendations);
  // A limit that kept indexes out of the set is no verdict on them.
  if (everything && !advice.narrowed) {
    supersede_others(session, planned_ids(workload, advice), recorded.recommendation_ids);
  }
  prune_runs(session, source);
  return recorded;
}

RecordedRun unrecorded(const index::Advice& advice, const char* why) {
  pg_call([&] {
    ereport(NOTICE, (errmsg("this advice was not recorded: %s", why),
                     errdetail("recommendation_id and run_id are NULL.")));
  });
  return {std::nullopt, std::vector<std::optional<int64>>(advice.indexes.size())};
}

}  // namespace

std::vector<index::Dismissal> read_dismissals() {
  return rolled_back([] {
    OwnerScope owner;
    SqlSession session;
    std::vector<index::Dismissal> dismissals;
    session.execute(
        "select c.oid, identity, dismissed_benefit from tend.recommendation r"
        "   join pg_namespace n on n.nspname = r.schema_name"
        "   join pg_class c on c.relnamespace = n.oid and c.relname = r.relation_name"
        " where state = 'dismissed' and dismissed_at > now() - interval '30 days'"
        " order by recommendation_id");
    session.for_each_row([&](const Row& row) {
      dismissals.push_back({RelationId{row.oid(1)}, row.text(2), row.float8(3)});
    });
    return dismissals;
  });
}

RecordedRun record_run(const workload::Workload& workload, const index::Advice& advice,
                       const std::vector<change::Recommendation>& recommendations,
                       const RunVerdict& verdict, const std::vector<bool>& may_open) {
  if (RecoveryInProgress()) return unrecorded(advice, "the server is a standby");
  if (XactReadOnly) return unrecorded(advice, "the transaction is read-only");
  RecordedRun recorded;
  try {
    all_or_nothing([&] { recorded = write_run(workload, advice, recommendations, verdict, may_open); });
  } catch (const ServerError& error) {
    const int code = error.sqlerrcode();
    if (code == ERRCODE_LOCK_NOT_AVAILABLE || code == ERRCODE_T_R_DEADLOCK_DETECTED) {
      return unrecorded(advice, "another session is recording the same advice");
    }
    if (code == ERRCODE_T_R_SERIALIZATION_FAILURE) {
      return unrecorded(advice, "the transaction's snapshot is older than the latest advice");
    }
    throw;
  }
  return recorded;
}

void dismiss_recommendation(int64 id, const std::optional<std::string>& reason) {
  all_or_nothing([&] {
    OwnerScope owner;
    SqlSession session;
    const Value key[] = {Value::of(id)};
    std::optional<std::string> state;
    session.execute("select state from tend.recommendation where recommendation_id = $1 for update",
                    key);
    session.for_each_row([&](const Row& row) { state = row.text(1); });
    if (!state) {
      throw ServerError(Failure{FailureCode::kUndefinedObject,
                                "recommendation " + std::to_string(id) + " does not exist", "",
                                "tend.recommendations lists them.", ""});
    }
    const auto from = change::state_named(*state);
    if (!from || !change::may_move(*from, change::State::kDismissed)) {
      throw ServerError(Failure{
          FailureCode::kWrongState,
          "recommendation " + std::to_string(id) + " is " + *state + " and cannot be dismissed", "",
          "", ""});
    }
    const Value parameters[] = {Value::of(id),
                                reason ? Value::of(*reason) : Value::null_of(TEXTOID)};
    session.execute(
        "update tend.recommendation set state = 'dismissed', dismissed_at = clock_timestamp(),"
        "   dismissed_benefit = benefit, dismiss_reason = $2, updated_at = clock_timestamp()"
        " where recommendation_id = $1",
        parameters);
  });
}

}  // namespace tend::ext
