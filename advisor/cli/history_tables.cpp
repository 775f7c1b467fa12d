// SPDX-License-Identifier: PostgreSQL
// Each table is a list of columns; a column's key is also the name in the server's row.
//
// Tested by tests/advisor/report_history.t.
#include "advisor/cli/history_tables.h"

#include <optional>

#include "advisor/characters.h"
#include "advisor/cli/report_tables.h"
#include "advisor/severity.h"

namespace tend::advisor {
namespace {

constexpr int kQueryWidth = 60;

std::optional<Severity> severity_of_error_level(const std::string& level) {
  if (level == "warning") return Severity::kMedium;
  if (level == "high") return Severity::kHigh;
  if (level == "critical") return Severity::kCritical;
  return std::nullopt;
}

Records with_short_queries(Records records) {
  for (Record& record : records) {
    if (!is_null(record.value("query"))) record.set("query", one_line(record.text("query")));
  }
  return records;
}

constexpr const char* kNotPreloaded =
    " needs pg_tend in shared_preload_libraries, where it is not.";

}  // namespace

std::string why_no_errors(const Record& watch, const std::string& since) {
  if (!watch.truth("preloaded")) return std::string("None was counted: counting") + kNotPreloaded;
  if (!watch.truth("errors")) return "None was counted: pg_tend.capture_errors is off.";
  if (watch.truth("unlogged")) {
    return "None was counted: log_min_messages = " + watch.text("log_level") +
           " keeps errors out of the server's log, and what is not logged is not counted.";
  }
  return "No error was counted in the last " + since + ".";
}

std::string why_no_waits(const Record& watch, const std::string& since) {
  const std::string none = "No running statement was seen";
  if (!watch.truth("preloaded")) return none + ": looking" + kNotPreloaded;
  if (!watch.truth("waits")) return none + ": pg_tend.capture_waits is off.";
  if (!watch.truth("enabled")) {
    return none + ": pg_tend.enabled is off, and it is the worker that looks.";
  }
  return none + " at one look a second in the last " + since + ".";
}

Table table_of_slow_queries(const Records& records, std::string when_empty) {
  Table table =
      filled({.name = "slow_queries",
              .title = "Slow queries, by the time that could be won back",
              .columns = {{.key = "queryid", .title = "query id"},
                          {.key = "impact", .title = "impact"},
                          {.key = "impact_ms_per_hour", .title = "to win/h", .unit = Unit::kTime},
                          {.key = "calls", .title = "calls"},
                          {.key = "mean_ms", .title = "mean", .unit = Unit::kTime},
                          {.key = "objective_ms", .title = "objective", .unit = Unit::kTime},
                          {.key = "total_ms", .title = "total", .unit = Unit::kTime},
                          {.key = "share", .title = "share", .unit = Unit::kFraction},
                          {.key = "complexity", .title = "complexity", .unit = Unit::kTenths},
                          {.key = "query", .title = "query", .max_width = kQueryWidth},
                          {.key = "advice", .title = "advice", .place = Place::kDetail}},
              .rows = {},
              .when_empty = std::move(when_empty)},
             with_short_queries(records));
  for (std::size_t i = 0; i < records.size(); ++i) {
    table.rows[i].finding = severity_named(records[i].text("impact"));
  }
  return table;
}

Table table_of_errors(const Records& records, std::string when_empty) {
  Table table = filled(
      {.name = "errors",
       .title = "Errors",
       .columns = {{.key = "sqlstate", .title = "SQLSTATE"},
                   {.key = "condition", .title = "condition"},
                   {.key = "severity", .title = "severity"},
                   {.key = "errors", .title = "errors"},
                   {.key = "error_rate", .title = "of all statements", .unit = Unit::kFraction},
                   {.key = "level", .title = "level"},
                   {.key = "first_at", .title = "first"},
                   {.key = "last_at", .title = "last"}},
       .rows = {},
       .when_empty = std::move(when_empty)},
      records);
  for (std::size_t i = 0; i < records.size(); ++i) {
    table.rows[i].finding = severity_of_error_level(records[i].text("level"));
  }
  return table;
}

Table table_of_waits(const Records& records, std::string when_empty) {
  return filled({.name = "waits",
                 .title = "What running statements waited for",
                 .columns = {{.key = "share", .title = "share", .unit = Unit::kFraction},
                             {.key = "seconds", .title = "time", .unit = Unit::kSeconds},
                             {.key = "event_type", .title = "type"},
                             {.key = "event", .title = "event"},
                             {.key = "queryid", .title = "query id"},
                             {.key = "query", .title = "query", .max_width = kQueryWidth}},
                 .rows = {},
                 .when_empty = std::move(when_empty)},
                with_short_queries(records));
}

Table table_of_history(const Records& records) {
  return filled({.name = "history",
                 .title = "History",
                 .columns = {{.key = "item", .title = "item"},
                             {.key = "value", .title = "found"},
                             {.key = "ok", .title = "ok"},
                             {.key = "hint", .title = "hint", .place = Place::kDetail}},
                 .rows = {},
                 .when_empty = "None."},
                records);
}

}  // namespace tend::advisor
