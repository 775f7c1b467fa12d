// SPDX-License-Identifier: PostgreSQL
// SELECT * on purpose: a column that another version of the extension lacks reads as unknown
// instead of failing the report.
//
// Tested by tests/advisor/report_history.t.
#include "advisor/collect/history_reader.h"

#include <fmt/format.h>

namespace tend::advisor {
namespace {

constexpr const char* kSlowSql =
    "SELECT /* tend */ * FROM tend.slow_queries($3::float8, $1::interval) LIMIT $2::int";
constexpr const char* kErrorsSql = "SELECT /* tend */ * FROM tend.errors($1::interval)";
constexpr const char* kWaitsSql = "SELECT /* tend */ * FROM tend.waits($1::interval) LIMIT $2::int";
constexpr const char* kStatusSql = "SELECT /* tend */ * FROM tend.history_status";

}  // namespace

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

}  // namespace tend::advisor
