// SPDX-License-Identifier: PostgreSQL
// SELECT * on purpose: a column that another version of the extension lacks reads as unknown
// instead of failing the report.
//
// Tested by tests/advisor/report_history.t.
#include "advisor/collect/history_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace tend::advisor {
namespace {

constexpr const char* kWindowSql = "SELECT /* tend */ $1::interval >= interval '0' AS ahead";
// Of a text that is no interval: its form, a field out of range, too great, a unit nobody knows.
constexpr std::array<std::string_view, 4> kNoInterval = {"22007", "22008", "22015", "22023"};

constexpr const char* kSlowSql =
    "SELECT /* tend */ * FROM tend.slow_queries($3::float8, $1::interval) LIMIT $2::int";
constexpr const char* kErrorsSql = "SELECT /* tend */ * FROM tend.errors($1::interval)";
constexpr const char* kWaitsSql = "SELECT /* tend */ * FROM tend.waits($1::interval) LIMIT $2::int";
constexpr const char* kStatusSql =
    "SELECT /* tend */ * FROM tend.worker_status UNION ALL SELECT * FROM tend.history_status";
// LOG ranks above ERROR for the log. The settings are there once the module is loaded, which asking
// it does.
constexpr const char* kWatchSql = R"(
SELECT /* tend */ m.preloaded,
       current_setting('pg_tend.enabled', true)::boolean AS enabled,
       current_setting('pg_tend.capture_waits', true)::boolean AS waits,
       current_setting('pg_tend.capture_errors', true)::boolean AS errors,
       current_setting('log_min_messages') AS log_level,
       current_setting('log_min_messages') IN ('log', 'fatal', 'panic') AS unlogged
  FROM tend.module_state() m
)";

}  // namespace

Outcome check_window(Connection& connection, const std::string& since) {
  const auto rows = connection.read({.sql = kWindowSql, .parameters = {since}});
  const auto refused = [&](const char* why) {
    return Failure{FailureCode::kInvalidParameter,
                   fmt::format("--since: \"{}\" {}", since, why),
                   {},
                   "Give a time to look back, such as 2 hours or 7 days.",
                   {}};
  };
  if (rows) return rows->front().truth("ahead") ? Outcome(Done{}) : refused("is negative");
  const bool refusal = std::find(kNoInterval.begin(), kNoInterval.end(), rows.failure().sqlstate) !=
                       kNoInterval.end();
  return refusal ? Outcome(refused("is no interval")) : Outcome(Done{});
}

Result<Records> read_slow_queries(Connection& connection, const HistoryWindow& window,
                                  Milliseconds threshold) {
  return connection.read({.sql = kSlowSql,
                          .parameters = {window.since, std::to_string(window.most),
                                         fmt::format("{}", threshold.value())}});
}

Result<Records> read_errors(Connection& connection, const HistoryWindow& window) {
  return connection.read({.sql = kErrorsSql, .parameters = {window.since}});
}

Result<Records> read_waits(Connection& connection, const HistoryWindow& window) {
  return connection.read(
      {.sql = kWaitsSql, .parameters = {window.since, std::to_string(window.most)}});
}

Result<Records> read_history_status(Connection& connection) {
  return connection.read({.sql = kStatusSql, .parameters = {}});
}

Result<Record> read_watch(Connection& connection) {
  auto rows = connection.read({.sql = kWatchSql, .parameters = {}});
  if (!rows) return rows.failure();
  return std::move(rows->front());
}

}  // namespace tend::advisor
