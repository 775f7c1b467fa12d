// SPDX-License-Identifier: PostgreSQL
// Each table is a list of columns; a column's key is also the name in the server's row, so that
// adding a column is adding a line.
//
// Tested by tests/advisor/report.t.
#include "advisor/cli/report_tables.h"

#include "advisor/characters.h"
#include "advisor/cli/report.h"
#include "core/workload/complexity.h"

namespace tend::advisor {
namespace {

constexpr int kQueryWidth = 60;
constexpr int kNameWidth = 40;

// Query ids are 64 bits wide; many readers of JSON keep 53. As texts they arrive whole.
Value cell_of(const Record& record, const std::string& key) {
  Value value = record.value(key);
  const auto* number = std::get_if<std::int64_t>(&value);
  if (key == "queryid" && number != nullptr) return std::to_string(*number);
  return value;
}

Severity severity_of_share(double share) {
  if (share >= kHighShare) return Severity::kHigh;
  return share >= kMediumShare ? Severity::kMedium : Severity::kLow;
}

std::vector<Column> columns_of_recommendations() {
  return {
      {.key = "priority", .title = "#"},
      {.key = "recommendation_id", .title = "id"},
      {.key = "severity", .title = "severity"},
      {.key = "relation", .title = "relation", .max_width = kNameWidth},
      {.key = "kind", .title = "kind"},
      {.key = "index_kind", .title = "index"},
      {.key = "state", .title = "state"},
      {.key = "source", .title = "source"},
      {.key = "benefit", .title = "benefit", .unit = Unit::kFraction},
      {.key = "ms_per_hour", .title = "won per hour", .unit = Unit::kTime},
      {.key = "size_bytes", .title = "size", .unit = Unit::kBytes},
      {.key = "build_seconds", .title = "build", .unit = Unit::kSeconds},
      {.key = "confidence", .title = "confidence"},
      {.key = "risk", .title = "risk"},
      {.key = "effort", .title = "effort"},
      {.key = "in_latest_run", .title = "in last run"},
      {.key = "existing_index", .title = "exists as", .place = Place::kVerbatim},
      {.key = "ddl", .title = "do", .place = Place::kVerbatim},
      {.key = "undo_ddl", .title = "undo", .place = Place::kVerbatim},
      {.key = "replaces", .title = "then redundant", .place = Place::kVerbatim},
      {.key = "reason", .title = "why", .place = Place::kDetail},
      {.key = "risk_reasons", .title = "risk", .place = Place::kDetail},
      {.key = "effort_reasons", .title = "effort", .place = Place::kDetail},
      {.key = "prerequisites", .title = "before", .place = Place::kDetail},
      {.key = "tradeoffs", .title = "costs", .place = Place::kDetail},
      {.key = "write_cost", .title = "write cost", .place = Place::kDetail},
      {.key = "break_even_calls_per_day", .title = "pays from calls/day", .place = Place::kDetail},
      {.key = "cost_before", .title = "cost without it", .place = Place::kDetail},
      {.key = "cost_after", .title = "cost with all", .place = Place::kDetail},
      {.key = "queryids", .title = "query ids", .place = Place::kDetail}};
}

// A share of another workload says nothing about this database, and what is built is done.
bool is_finding(const Record& record) {
  return record.text("source") != "adhoc" && is_null(record.value("existing_index"));
}

// The score of one text; the reason where there is none.
struct Scored {
  Value score;
  Value level;
  Value note;
};

Scored score_of(const Record& record) {
  if (record.truth("hidden")) {
    return {Value(), Value(), "statements of other roles, hidden from this one"};
  }
  const auto scored = workload::score_complexity(record.text("query"));
  if (!scored) return {Value(), Value(), "not scored: " + scored.failure().message};
  return {scored->score ? Value(*scored->score) : Value(), scored->level, Value()};
}

}  // namespace

Table filled(Table table, const Records& records) {
  for (const Record& record : records) {
    Row row;
    for (const Column& column : table.columns) row.cells.push_back(cell_of(record, column.key));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table table_of_recommendations(const Records& records, std::string when_empty) {
  Table table = filled({.name = "recommendations",
                        .title = "Recommendations",
                        .columns = columns_of_recommendations(),
                        .rows = {},
                        .when_empty = std::move(when_empty)},
                       records);
  constexpr std::size_t kSeverity = 2;  // the column's place
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (!is_finding(records[i])) continue;
    const Severity severity = severity_of_share(records[i].number("benefit"));
    table.rows[i].finding = severity;
    table.rows[i].cells[kSeverity] = std::string(name_of(severity));
  }
  return table;
}

Table table_of_steps(const Records& records) {
  return filled({.name = "steps",
                 .title = "Steps",
                 .columns = {{.key = "recommendation_id", .title = "id"},
                             {.key = "position", .title = "step"},
                             {.key = "title", .title = "what", .max_width = kQueryWidth},
                             {.key = "lock", .title = "lock"},
                             {.key = "sql", .title = "do", .place = Place::kVerbatim},
                             {.key = "undo", .title = "undo", .place = Place::kVerbatim}},
                 .rows = {},
                 .when_empty = "None recorded."},
                records);
}

Table table_of_advice_run(const Records& records) {
  return filled(
      {.name = "advice_run",
       .title = "Last advice",
       .shape = Shape::kRecord,
       .columns = {{.key = "run_id", .title = "run"},
                   {.key = "at", .title = "at"},
                   {.key = "source", .title = "source"},
                   {.key = "planned", .title = "statements planned"},
                   {.key = "skipped", .title = "statements skipped"},
                   {.key = "cost_before", .title = "workload cost before"},
                   {.key = "cost_after", .title = "workload cost after"},
                   {.key = "planner_calls", .title = "planner calls"},
                   {.key = "stopped_by", .title = "stopped by"},
                   {.key = "verdict", .title = "verdict"},
                   {.key = "reason", .title = "reason"}},
       .rows = {},
       .when_empty = "No advice was recorded yet: SELECT * FROM tend.recommend_indexes();"},
      records);
}

Table table_of_unindexable(const Records& records, std::string when_empty) {
  return filled(
      {.name = "unindexable",
       .title = "Statements that an index cannot help",
       .columns = {{.key = "queryid", .title = "query id"},
                   {.key = "class", .title = "class"},
                   {.key = "query", .title = "query", .max_width = kQueryWidth},
                   {.key = "reason", .title = "why", .place = Place::kDetail, .once = true},
                   {.key = "hint", .title = "hint", .place = Place::kDetail, .once = true}},
       .rows = {},
       .when_empty = std::move(when_empty)},
      records);
}

Table table_of_statements(const Records& records, std::string when_empty) {
  Table table{.name = "statements",
              .title = "Heaviest statements",
              .columns = {{.key = "queryid", .title = "query id"},
                          {.key = "share", .title = "share", .unit = Unit::kFraction},
                          {.key = "calls", .title = "calls"},
                          {.key = "mean_ms", .title = "mean ms", .unit = Unit::kMilliseconds},
                          {.key = "total_ms", .title = "total ms", .unit = Unit::kMilliseconds},
                          {.key = "rows", .title = "rows"},
                          {.key = "blocks", .title = "blocks"},
                          {.key = "complexity", .title = "complexity", .unit = Unit::kTenths},
                          {.key = "level", .title = "level"},
                          {.key = "query", .title = "query", .max_width = kQueryWidth},
                          {.key = "note", .title = "note", .place = Place::kDetail, .once = true}},
              .rows = {},
              .when_empty = std::move(when_empty)};
  Records scored = records;
  for (Record& record : scored) {
    Scored score = score_of(record);
    record.set("complexity", std::move(score.score));
    record.set("level", std::move(score.level));
    record.set("note", std::move(score.note));
    if (!record.truth("hidden")) record.set("query", one_line(record.text("query")));
  }
  return filled(std::move(table), scored);
}

Table table_of_missing(const std::vector<Requirement>& requirements) {
  Table table{.name = "missing",
              .title = "Missing",
              .columns = {{"item", "item"},
                          {"severity", "severity"},
                          {.key = "value", .title = "found", .max_width = kQueryWidth},
                          {.key = "lost", .title = "lost", .place = Place::kDetail},
                          {.key = "hint", .title = "to get it", .place = Place::kDetail}},
              .rows = {},
              .when_empty = "Nothing."};
  for (const Requirement& each : requirements) {
    if (each.met) continue;
    table.rows.push_back(
        {{each.item, std::string(name_of(each.severity)), each.value, each.lost, each.hint},
         each.severity});
  }
  return table;
}

Table table_of_problems(const std::vector<Problem>& problems) {
  Table table{.name = "problems",
              .title = "What could not be read",
              .columns = {{"what", "what"},
                          {"severity", "severity"},
                          {.key = "error", .title = "error", .place = Place::kDetail},
                          {.key = "sqlstate", .title = "SQLSTATE"},
                          {.key = "hint", .title = "hint", .place = Place::kDetail}},
              .rows = {},
              .when_empty = "Nothing."};
  for (const Problem& each : problems) {
    const std::string& detail = each.failure.detail;
    table.rows.push_back({{each.what, std::string(name_of(each.severity)),
                           each.failure.message + (detail.empty() ? "" : " (" + detail + ")"),
                           each.failure.sqlstate, each.failure.hint},
                          each.severity});
  }
  return table;
}

}  // namespace tend::advisor
