// SPDX-License-Identifier: PostgreSQL
// tend.optimization_plan(): reads what is open through tend.recommendations, as its caller, asks
// core for the plan, returns the rows.
//
// Tested by sql/optimization_plan.sql.
#include "extension/boundary/pg.h"

#include "core/index/optimization_plan.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/boundary/spi.h"
#include "extension/boundary/subtransaction.h"
#include "extension/functions/advice_request.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

enum Argument { kStorageBudget, kHorizon };

constexpr Seconds kDefaultHorizon{30.0 * 86400};

// A recommendation with what only the rows need.
struct OpenRow {
  index::OpenRecommendation plan;
  Oid relid;
  std::string ddl, undo, risk;
  std::map<std::string, std::string> drop_undo;  // by index
};

// Sizes of what is replaced are those of its last VACUUM or ANALYZE: no lock is taken for them.
constexpr const char* kOpen =
    "select r.recommendation_id, r.relation, r.relid,"
    "  case when strpos(r.ddl, r.relation || ' USING ') > 0"
    "       then substr(r.ddl, strpos(r.ddl, r.relation || ' USING ')"
    "                          + length(r.relation || ' USING ')) else '' end,"
    "  r.size_bytes, r.build_seconds, r.benefit, r.ms_per_hour, r.score,"
    "  c.relkind = 'p', coalesce(r.steps->0->>'sql', r.ddl), r.undo_ddl, r.risk,"
    "  coalesce(d.names, '{}'), coalesce(d.sizes, '{}'), coalesce(d.undos, '{}')"
    " from tend.recommendations r join pg_class c on c.oid = r.relid"
    " cross join lateral ("
    "   select array_agg(old.name order by s.n), array_agg(8192 * i.relpages::int8 order by s.n),"
    "          array_agg(s.step->>'undo' order by s.n)"
    "     from jsonb_array_elements(r.steps) with ordinality as s(step, n)"
    "     join unnest(r.replaces) as old(name)"
    "       on s.step->>'sql' = 'DROP INDEX CONCURRENTLY ' || old.name"
    "     join pg_class i on i.oid = to_regclass(old.name)) as d(names, sizes, undos)"
    // What somebody asked about given texts is no part of the workload: its shares are of another
    // cost, and cannot be added.
    " where r.kind = 'index_build' and r.state in ('proposed', 'approved')"
    "   and r.source = (select max(o.source) from tend.recommendations o"
    "                   where o.priority is not null and o.existing_index is null)"
    "   and r.existing_index is null"
    " order by r.recommendation_id";

OpenRow open_row(const Row& row) {
  OpenRow open;
  open.plan.id = row.int8(1);
  open.plan.target = row.text(2);
  open.relid = row.oid(3);
  open.plan.definition = row.text(4);
  open.plan.size = Bytes(row.int8(5));
  open.plan.build_time = Seconds(row.float8(6));
  open.plan.benefit = row.float8(7);
  if (!row.is_null(8)) open.plan.saved_per_hour = Milliseconds(row.float8(8));
  open.plan.score = row.float8(9);
  open.plan.blocks_writes = row.boolean(10);
  open.ddl = row.text(11);
  open.undo = row.text(12);
  open.risk = row.text(13);
  const std::vector<std::string> names = row.texts(14);
  const std::vector<int64> sizes = row.int8s(15);
  const std::vector<std::string> undos = row.texts(16);
  for (size_t i = 0; i < names.size(); i++) {
    open.drop_undo[names[i]] = undos[i];
    open.plan.replaces.push_back({names[i], Bytes(sizes[i])});
  }
  return open;
}

std::vector<OpenRow> read_open() {
  return rolled_back([] {
    SqlSession session;
    std::vector<OpenRow> open;
    session.execute(kOpen);
    session.for_each_row([&](const Row& row) { open.push_back(open_row(row)); });
    return open;
  });
}

index::OptimizationLimits read_limits(FunctionCallInfo fcinfo) {
  index::OptimizationLimits limits{.storage_budget = setting::storage_budget(),
                                   .horizon = kDefaultHorizon};
  if (const auto budget = argument(fcinfo, kStorageBudget)) {
    limits.storage_budget = Bytes(DatumGetInt64(*budget));
    if (limits.storage_budget->value() < 0) {
      throw ServerError(ERRCODE_INVALID_PARAMETER_VALUE, "storage_budget must not be negative");
    }
  }
  if (const auto horizon = argument(fcinfo, kHorizon)) {
    limits.horizon = seconds_of(DatumGetIntervalP(*horizon));
    if (limits.horizon <= Seconds(0)) {
      throw ServerError(ERRCODE_INVALID_PARAMETER_VALUE, "horizon must be positive");
    }
  }
  return limits;
}

std::vector<Value> row_of(const index::PlannedAction& action, const OpenRow& open) {
  const bool drops = action.kind == index::PlannedKind::kDrop;
  return {Value::of(action.phase),
          Value::of(action.position),
          Value::of(static_cast<int64>(action.id)),
          Value::of(index::name_of(action.kind)),
          Value::of(open.plan.target),
          Value::oid(open.relid),
          Value::of(drops ? "DROP INDEX CONCURRENTLY " + action.dropped : open.ddl),
          Value::of(drops ? open.drop_undo.at(action.dropped) : open.undo),
          action.phase > 0 ? Value::of(action.starts_after.value()) : Value::null_of(FLOAT8OID),
          Value::of(action.time.value()),
          Value::of(static_cast<int64>(action.bytes.value())),
          Value::of(static_cast<int64>(action.total_bytes.value())),
          drops ? Value::null_of(FLOAT8OID) : Value::of(open.plan.benefit),
          Value::of(action.total_benefit),
          Value::of(action.total_saved.value()),
          Value::of(drops ? std::string("low") : open.risk),
          action.phase > 0 ? Value::of(action.window) : Value::null_of(TEXTOID),
          Value::of(std::vector<int64>(action.conflicts.begin(), action.conflicts.end())),
          Value::of(action.reason)};
}

void optimization_plan(FunctionCallInfo fcinfo) {
  pg_call([&] { tend_materialize(fcinfo); });
  const index::OptimizationLimits limits = read_limits(fcinfo);
  std::map<int64, OpenRow> rows;
  std::vector<index::OpenRecommendation> open;
  for (OpenRow& row : read_open()) {
    open.push_back(row.plan);
    rows.emplace(row.plan.id, std::move(row));
  }
  ReturnSetInfo* result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  for (const index::PlannedAction& action : index::plan_optimization(open, limits)) {
    put_row(result, row_of(action, rows.at(action.id)));
  }
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_optimization_plan);

Datum pg_tend_optimization_plan(PG_FUNCTION_ARGS) {
  return tend::ext::guarded_entry([&] {
    tend::ext::optimization_plan(fcinfo);
    return static_cast<Datum>(0);
  });
}
}
