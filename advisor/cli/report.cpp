// SPDX-License-Identifier: PostgreSQL
// Collects what a database offers, part by part; a part that cannot be read is a problem of its
// own, and the other parts are still reported.
//
// Tested by tests/advisor/report.t.
#include "advisor/cli/report.h"

#include <fmt/format.h>

#include <optional>

#include "advisor/cli/report_tables.h"
#include "advisor/collect/advice_reader.h"
#include "advisor/collect/server_reader.h"
#include "advisor/collect/workload_reader.h"

namespace tend::advisor {
namespace {

class DatabaseReport {
 public:
  DatabaseReport(Connection& connection, const Invocation& invocation, Section& section)
      : connection_(connection), invocation_(invocation), section_(section) {}

  void fill() {
    const auto facts = read_server_facts(connection_);
    if (!facts) {
      problems_.push_back({"catalogues", facts.failure()});
    } else {
      describe(*facts);
      if (facts->tend.is_installed()) add_advice();
      add_statements(*facts);
      add_missing(*facts);
    }
    if (!problems_.empty()) section_.tables.push_back(table_of_problems(problems_));
    section_.reached = connection_.alive();
  }

 private:
  void describe(const ServerFacts& facts);
  void add_advice();
  void add_recommendations(const Records& open);
  void add_last_run();
  void ask_now();
  void add_statements(const ServerFacts& facts);
  void add_missing(const ServerFacts& facts);

  // The rows, or nothing after noting the problem.
  std::optional<Records> rows_or_problem(const std::string& what, Result<Records> rows) {
    if (rows) return std::move(*rows);
    problems_.push_back({what, rows.failure()});
    return std::nullopt;
  }

  Connection& connection_;
  const Invocation& invocation_;
  Section& section_;
  std::vector<Problem> problems_;
};

void DatabaseReport::describe(const ServerFacts& facts) {
  section_.heading =
      fmt::format("PostgreSQL {}{}", facts.version, facts.in_recovery ? ", standby" : "");
  if (facts.tend.is_installed()) {
    section_.heading += ", pg_tend " + facts.tend.installed;
    return;
  }
  section_.notes.emplace_back(
      "pg_tend is not in this database. Lost: index recommendations tested with the server's own "
      "planner (with size, write cost, risk, steps and undo), their record, and the list of "
      "statements that an index cannot help. Complexity is scored by this program.");
}

void DatabaseReport::add_advice() {
  const auto open = rows_or_problem("tend.recommendations", read_open_recommendations(connection_));
  if (open && !open->empty()) {
    add_recommendations(*open);
  } else if (open) {
    ask_now();
  }
  add_last_run();
}

void DatabaseReport::add_recommendations(const Records& open) {
  section_.tables.push_back(table_of_recommendations(open, "None."));
  const auto steps =
      rows_or_problem("tend.recommendations.steps", read_recommendation_steps(connection_));
  if (steps && !steps->empty()) section_.tables.push_back(table_of_steps(*steps));
}

void DatabaseReport::ask_now() {
  connection_.take_notices();
  const auto asked = rows_or_problem("tend.recommend_indexes()",
                                     ask_for_indexes(connection_, invocation_.advice_limit));
  if (!asked) return;
  section_.notes.emplace_back(
      "No open recommendation is recorded. These were asked for now, in a read-only transaction: "
      "nothing is recorded. To record them: SELECT * FROM tend.recommend_indexes();");
  for (const std::string& notice : connection_.take_notices()) {
    section_.notes.push_back("The server says: " + notice);
  }
  section_.tables.push_back(table_of_recommendations(
      *asked, "Nothing to do: no index would help this workload enough to be worth it."));
}

void DatabaseReport::add_last_run() {
  const auto run = rows_or_problem("tend.advice_runs", read_last_advice_run(connection_));
  if (!run) return;
  section_.tables.push_back(table_of_advice_run(*run));
  if (run->empty()) return;
  const auto rows = rows_or_problem("tend.unindexable",
                                    read_unindexable(connection_, run->front().integer("run_id")));
  if (rows) section_.tables.push_back(table_of_unindexable(*rows));
}

void DatabaseReport::add_statements(const ServerFacts& facts) {
  if (!facts.can_read_statements()) {
    section_.notes.emplace_back(
        "pg_stat_statements cannot be read here. Lost: the heaviest statements, and with them the "
        "workload that advice is based on.");
    return;
  }
  const auto statements = rows_or_problem(
      "pg_stat_statements", read_heaviest_statements(connection_, facts, invocation_.statements));
  if (statements) section_.tables.push_back(table_of_statements(*statements));
}

void DatabaseReport::add_missing(const ServerFacts& facts) {
  Table missing = table_of_missing(check_requirements(facts));
  if (!missing.rows.empty()) section_.tables.push_back(std::move(missing));
}

Section report_target(const Target& target, const Invocation& invocation) {
  Section section{
      .database = Connection::database_of(target), .heading = {}, .notes = {}, .tables = {}};
  auto connection = Connection::open(target, invocation.patience);
  if (!connection) {
    complain(connection.failure(), section.database);
    section.reached = false;
    section.notes.push_back("Not reached: " + connection.failure().message);
    return section;
  }
  if (target.name.empty()) section.database = connection->database();
  DatabaseReport(*connection, invocation, section).fill();
  return section;
}

}  // namespace

Document report(const Invocation& invocation) {
  Document document{.command = "report", .sections = {}};
  for (const Target& target : invocation.targets) {
    document.sections.push_back(report_target(target, invocation));
  }
  return document;
}

}  // namespace tend::advisor
