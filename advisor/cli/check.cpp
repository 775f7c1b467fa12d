// SPDX-License-Identifier: PostgreSQL
// Connects, asks, lists. Targets follow one another: one that fails does not stop the next.
//
// Tested by tests/advisor/check.t.
#include "advisor/cli/check.h"

#include <fmt/format.h>

#include "advisor/cli/requirements.h"
#include "advisor/collect/server_reader.h"

namespace tend::advisor {
namespace {

Table empty_table() {
  return {.name = "checks",
          .title = "Checks",
          .columns = {{"item", "item"},
                      {.key = "value", .title = "value", .max_width = 70},
                      {"ok", "ok"},
                      {"severity", "severity"},
                      {.key = "lost", .title = "lost", .place = Place::kDetail},
                      {.key = "hint", .title = "hint", .place = Place::kDetail}},
          .rows = {},
          .when_empty = "Nothing was checked."};
}

Value text_or_unknown(const std::string& text) {
  return text.empty() ? Value() : Value(text);
}

void add(Table& table, const Requirement& requirement) {
  Row row{{requirement.item, text_or_unknown(requirement.value), requirement.met, Value(), Value(),
           Value()}};
  if (!requirement.met) {
    row.finding = requirement.severity;
    row.cells[3] = std::string(name_of(requirement.severity));
    row.cells[4] = text_or_unknown(requirement.lost);
    row.cells[5] = text_or_unknown(requirement.hint);
  }
  table.rows.push_back(std::move(row));
}

// The extension speaks for itself. What matters most among it is a requirement with a severity of
// its own, so a row of tend.status counts as low.
void add_status(Table& table, const Record& status) {
  const Value ok = status.value("ok");
  const bool missing = std::holds_alternative<bool>(ok) && !std::get<bool>(ok);
  Row row{{"pg_tend: " + status.text("item"), status.value("value"), ok, Value(), Value(),
           status.value("hint")}};
  if (missing) {
    row.finding = Severity::kLow;
    row.cells[3] = std::string(name_of(Severity::kLow));
  }
  table.rows.push_back(std::move(row));
}

Requirement unmet(std::string item, std::string value, Severity severity, const Failure& failure) {
  return {.item = std::move(item),
          .value = std::move(value),
          .met = false,
          .severity = severity,
          .lost = failure.detail.empty() ? failure.message
                                         : failure.message + " (" + failure.detail + ")",
          .hint = failure.hint};
}

void check_server(Connection& connection, Section& section, Table& table) {
  const auto facts = read_server_facts(connection);
  if (!facts) {
    add(table, unmet("catalogues", "unreadable", Severity::kHigh, facts.failure()));
    section.reached = connection.alive();
    return;
  }
  section.heading =
      fmt::format("PostgreSQL {}{}", facts->version, facts->in_recovery ? ", standby" : "");
  for (const Requirement& requirement : check_requirements(*facts)) add(table, requirement);
  if (!facts->tend.is_installed()) return;

  const auto status = read_tend_status(connection);
  if (!status) {
    add(table, unmet("tend.status", "unreadable", Severity::kMedium, status.failure()));
    section.reached = connection.alive();
    return;
  }
  for (const Record& row : *status) add_status(table, row);
}

Section check_target(const Target& target, const Patience& patience) {
  Section section{
      .database = Connection::database_of(target), .heading = {}, .notes = {}, .tables = {}};
  Table table = empty_table();
  auto connection = Connection::open(target, patience);
  if (!connection) {
    complain(connection.failure(), section.database);
    section.reached = false;
    add(table, unmet("connection", "not reached", Severity::kCritical, connection.failure()));
  } else {
    if (target.name.empty()) section.database = connection->database();
    add(table, {.item = "connection", .value = connection->place(), .lost = {}, .hint = {}});
    check_server(*connection, section, table);
  }
  section.tables.push_back(std::move(table));
  return section;
}

}  // namespace

Document check(const Invocation& invocation) {
  Document document{.command = "check", .sections = {}};
  for (const Target& target : invocation.targets) {
    document.sections.push_back(check_target(target, invocation.patience));
  }
  return document;
}

}  // namespace tend::advisor
