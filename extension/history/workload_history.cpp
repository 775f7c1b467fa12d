// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/workload_history.h"

#include "core/sql/bind_parameters.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/spi.h"
#include "extension/boundary/subtransaction.h"
#include "extension/capture/statements.h"
#include "extension/settings/exclusions.h"

namespace tend::ext {

namespace {

using workload::WorkloadQuery;

bool has_history(SqlSession& session) {
  bool sampled = false;
  session.execute("select exists (select from tend.statement_sums(null))");
  session.for_each_row([&](const Row& row) { sampled = row.boolean(1); });
  return sampled;
}

std::vector<WorkloadQuery> read_queries(SqlSession& session) {
  std::vector<WorkloadQuery> queries;
  session.execute(
      "select k.queryid, k.userid, k.query, s.calls, s.total_ms"
      " from tend.statement_sums(null) s join tend.known_statements k using (statement_id)"
      " where k.visible and s.calls > 0 order by s.total_ms desc, k.queryid, k.userid");
  session.for_each_row([&](const Row& row) {
    WorkloadQuery query{QueryId{row.int8(1)}, RoleId{row.oid(2)}, row.text(3), row.float8(4),
                        Milliseconds(row.float8(5))};
    if (!excludes_query(query.id.value)) queries.push_back(std::move(query));
  });
  std::erase_if(queries, [](WorkloadQuery& query) {
    std::optional<std::string> planned = planned_text(query.text);
    if (planned) query.text = std::move(*planned);
    return !planned;
  });
  return queries;
}

std::optional<Seconds> read_window(SqlSession& session) {
  std::optional<Seconds> window;
  session.execute(
      "select extract(epoch from clock_timestamp() - min(started_at))::float8"
      " from tend.intervals_since(null)");
  session.for_each_row([&](const Row& row) {
    if (!row.is_null(1)) window = Seconds(std::max(row.float8(1), 0.0));
  });
  return window;
}

// A text whose parameters were bound apart gets them written in; a value that was not captured, or
// cannot be written, makes the execution useless.
std::optional<std::string> written_out(const Row& row) {
  const std::optional<std::string> executed = planned_text(row.text(3));
  if (!executed || row.is_null(4)) return executed;
  const std::vector<std::string> values = row.texts(4), types = row.texts(6);
  const std::vector<int64> nulls = row.int8s(5);
  if (values.size() != types.size()) return std::nullopt;
  std::vector<std::optional<sql::BoundValue>> bound;
  for (size_t i = 0; i < values.size(); i++) {
    std::optional<std::string> value;
    if (!nulls[i]) value = to_utf8(values[i]);
    bound.emplace_back(sql::BoundValue{value, to_utf8(types[i])});
  }
  const Result<std::string> result = sql::bind_parameters(to_utf8(*executed), bound);
  if (!result.ok()) return std::nullopt;
  return from_utf8(*result);
}

void add_executions(SqlSession& session, std::vector<WorkloadQuery>& queries) {
  std::map<std::pair<int64, Oid>, WorkloadQuery*> by_key;
  for (WorkloadQuery& query : queries) by_key[{query.id.value, query.role.value}] = &query;
  session.execute(
      "select queryid, userid, query,"
      "   (select array_agg(coalesce(v, '') order by i)"
      "      from unnest(parameters) with ordinality as p (v, i)),"
      "   (select array_agg((v is null)::int::int8 order by i)"
      "      from unnest(parameters) with ordinality as p (v, i)),"
      "   (select array_agg(format_type(t, -1) order by i)"
      "      from unnest(parameter_types) with ordinality as p (t, i)), search_path"
      " from tend.captured_statements order by queryid, userid, position");
  session.for_each_row([&](const Row& row) {
    const auto found = by_key.find({row.int8(1), row.oid(2)});
    if (found == by_key.end()) return;
    WorkloadQuery& query = *found->second;
    const bool literal = row.is_null(4);
    query.literal_executions = literal && (query.executions.empty() || query.literal_executions);
    const std::optional<std::string> text = written_out(row);
    if (text) query.executions.push_back({*text, row.text(7)});
  });
}

}  // namespace

std::optional<workload::Workload> read_workload_history() {
  return rolled_back([]() -> std::optional<workload::Workload> {
    SqlSession session;
    if (!has_history(session)) return std::nullopt;
    workload::Workload history;
    history.source = workload::WorkloadSource::kHistory;
    history.queries = read_queries(session);
    history.window = read_window(session);
    add_executions(session, history.queries);
    return history;
  });
}

}  // namespace tend::ext
