// SPDX-License-Identifier: PostgreSQL
// SELECT * from the views on purpose: a column that another version of the extension lacks reads as
// unknown instead of failing the report.
//
// Tested by tests/advisor/report.t.
#include "advisor/collect/advice_reader.h"

#include <fmt/format.h>

namespace tend::advisor {
namespace {

// Open ones have a rank, others none. What is to be run is the first step: the same index, built
// without making writes wait where that can be. Who may not see the steps sees the mask.
constexpr const char* kOpenSql = R"(
SELECT /* tend */ *, coalesce(steps #>> '{0,sql}', ddl) AS first_step FROM tend.recommendations
 WHERE priority IS NOT NULL
   AND $1 IN (source, 'all')
 ORDER BY source DESC, priority, recommendation_id
)";

constexpr const char* kElsewhereSql = R"(
SELECT /* tend */ count(*) AS open FROM tend.recommendations
 WHERE priority IS NOT NULL
   AND $1 NOT IN (source, 'all')
)";

constexpr const char* kStepsSql = R"(
SELECT /* tend */ r.recommendation_id,
       (s.step ->> 'position')::int AS position,
       s.step ->> 'title' AS title,
       s.step ->> 'sql' AS sql,
       s.step ->> 'undo' AS undo,
       s.step ->> 'lock' AS lock
  FROM tend.recommendations r
 CROSS JOIN LATERAL jsonb_array_elements(r.steps) AS s(step)
 WHERE r.priority IS NOT NULL
   AND $1 IN (r.source, 'all') AND r.existing_index IS NULL
 ORDER BY r.source DESC, r.priority, r.recommendation_id, position
)";

constexpr const char* kLastRunSql =
    "SELECT /* tend */ * FROM tend.advice_runs WHERE $1 IN (source, 'all')"
    " ORDER BY run_id DESC LIMIT 1";

constexpr const char* kUnindexableSql =
    "SELECT /* tend */ *, count(*) OVER () AS every FROM tend.unindexable WHERE run_id = $1::bigint"
    // what can be acted on first, and what has one hint together
    " ORDER BY class = 'relation_excluded', class, queryid LIMIT $2::int";

// Every name is qualified, because the function plans the workload under the session's own
// search_path, which therefore is not pinned.
constexpr const char* kAskSql =
    "SELECT /* tend */ * FROM tend.recommend_indexes(time_limit => $1::pg_catalog.interval)";

// The limit bounds the planning; reading the workload and answering come on top.
constexpr Seconds kBesidesPlanning{30};

}  // namespace

Result<Records> read_open_recommendations(Connection& connection, const std::string& source) {
  auto records = connection.read({.sql = kOpenSql, .parameters = {source}});
  if (!records) return records;
  for (Record& record : *records) record.set("ddl", record.value("first_step"));
  return records;
}

Result<Records> count_open_elsewhere(Connection& connection, const std::string& source) {
  return connection.read({.sql = kElsewhereSql, .parameters = {source}});
}

Result<Records> read_recommendation_steps(Connection& connection, const std::string& source) {
  return connection.read({.sql = kStepsSql, .parameters = {source}});
}

Result<Records> read_last_advice_run(Connection& connection, const std::string& source) {
  return connection.read({.sql = kLastRunSql, .parameters = {source}});
}

Result<Records> read_unindexable(Connection& connection, std::int64_t run_id, int most) {
  return connection.read(
      {.sql = kUnindexableSql, .parameters = {std::to_string(run_id), std::to_string(most)}});
}

Result<Records> ask_for_indexes(Connection& connection, Seconds time_limit) {
  auto records = connection.read({.sql = kAskSql,
                                  .parameters = {fmt::format("{} seconds", time_limit.value())},
                                  .search_path = SearchPath::kSessions,
                                  .allowance = time_limit + kBesidesPlanning});
  if (!records) return records;
  for (Record& record : *records) {
    record.set("index_kind", record.value("kind"));
    record.set("kind", "index_build");
    record.set("source", "history");
  }
  return records;
}

}  // namespace tend::advisor
