// SPDX-License-Identifier: PostgreSQL
// tend.set_objective(): how fast a statement shall be. Writes as the tables' owner, like
// tend.dismiss(); who may is the function's EXECUTE right.
//
// Tested by sql/observing_objectives.sql.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/boundary/spi.h"
#include "extension/boundary/subtransaction.h"
#include "extension/store/owner_scope.h"

namespace tend::ext {

namespace {

struct Objective {
  double mean_ms;
  double p95_ms;
  double p99_ms;
};

// Absent if all three are NULL: the objective is to be taken back.
std::optional<Objective> objective_from(FunctionCallInfo fcinfo) {
  const auto mean = argument(fcinfo, 1), p95 = argument(fcinfo, 2), p99 = argument(fcinfo, 3);
  if (!mean && !p95 && !p99) return std::nullopt;
  if (!mean || !p95 || !p99) {
    throw ServerError(ERRCODE_NULL_VALUE_NOT_ALLOWED,
                      "mean_ms, p95_ms and p99_ms must be given together", "",
                      "NULL for all three takes the objective back.");
  }
  return Objective{DatumGetFloat8(*mean), DatumGetFloat8(*p95), DatumGetFloat8(*p99)};
}

void check(const Objective& objective) {
  for (const double time : {objective.mean_ms, objective.p95_ms, objective.p99_ms}) {
    if (time > 0 && std::isfinite(time)) continue;
    throw ServerError(Failure{FailureCode::kInvalidParameter,
                              "an objective must be a positive, finite time in milliseconds", "",
                              "", ""});
  }
  if (objective.mean_ms <= objective.p95_ms && objective.p95_ms <= objective.p99_ms) return;
  throw ServerError(Failure{FailureCode::kInvalidParameter,
                            "objectives must not fall: mean_ms <= p95_ms <= p99_ms", "", "", ""});
}

void remove(int64 query_id) {
  all_or_nothing([&] {
    OwnerScope owner;
    SqlSession session;
    const Value key[] = {Value::of(query_id)};
    session.execute("delete from tend.objective where queryid = $1", key);
  });
}

// An objective may come before its statement, in the script that sets a server up, say; a mistyped
// query id looks the same, so it is said.
void notice_if_unknown(int64 query_id, bool known) {
  if (known) return;
  pg_call([&] {
    ereport(NOTICE,
            (errmsg("query id " INT64_FORMAT " is not in the history", query_id),
             errhint("The objective is kept and counts once the statement has been sampled. "
                     "tend.statements lists those that have.")));
  });
}

void set(int64 query_id, const Objective& objective) {
  bool known = false;
  all_or_nothing([&] {
    OwnerScope owner;
    SqlSession session;
    const Value parameters[] = {Value::of(query_id), Value::of(objective.mean_ms),
                                Value::of(objective.p95_ms), Value::of(objective.p99_ms),
                                Value::oid(owner.caller())};
    session.execute(
        "insert into tend.objective values ($1, $2, $3, $4, pg_get_userbyid($5), clock_timestamp())"
        " on conflict (queryid) do update set mean_ms = excluded.mean_ms,"
        "   p95_ms = excluded.p95_ms, p99_ms = excluded.p99_ms, set_by = excluded.set_by,"
        "   set_at = excluded.set_at"
        " returning exists (select from tend.statement s where s.queryid = $1)",
        parameters);
    session.for_each_row([&](const Row& row) { known = row.boolean(1); });
  });
  notice_if_unknown(query_id, known);
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_set_objective);

Datum pg_tend_set_objective(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const std::optional<Datum> query_id = argument(fcinfo, 0);
    if (!query_id) throw ServerError(ERRCODE_NULL_VALUE_NOT_ALLOWED, "queryid must not be NULL");
    const std::optional<Objective> objective = objective_from(fcinfo);
    if (objective) {
      check(*objective);
      set(DatumGetInt64(*query_id), *objective);
    } else {
      remove(DatumGetInt64(*query_id));
    }
    return static_cast<Datum>(0);
  });
}
}
