// SPDX-License-Identifier: PostgreSQL
// Collects what a database offers, part by part; a part that cannot be read is a problem of its
// own, and the other parts are still reported.
//
// Tested by tests/advisor/report.t.
#include "advisor/cli/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "advisor/cli/history_tables.h"
#include "advisor/cli/report_notes.h"
#include "advisor/cli/report_parts.h"
#include "advisor/cli/report_tables.h"
#include "advisor/collect/advice_reader.h"
#include "advisor/collect/history_reader.h"
#include "advisor/collect/server_reader.h"
#include "advisor/collect/workload_reader.h"

namespace tend::advisor {
namespace {

// How the extension's notices begin: one repeats what the report says itself, the other says why no
// index is recommended, which may be that there is nothing to judge by.
constexpr std::string_view kUnrecordedNotice = "this advice was not recorded";
constexpr std::string_view kNoIndexNotice = "no index is recommended: ";
constexpr const char* kNoneAskedFor = "None was asked for (--statements 0).";

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
      if (facts->tend.is_installed()) {
        add_advice();
        add_history();
      }
      add_statements(*facts);
      add_missing(*facts);
    }
    if (!problems_.empty()) section_.tables.push_back(table_of_problems(problems_));
    if (!invocation_.only.empty()) explain_absence(facts ? &*facts : nullptr);
    section_.reached = connection_.alive();
  }

 private:
  void describe(const ServerFacts& facts);
  void add_advice();
  void add_recommendations(const Records& open);
  // A sentence about these parts; about the whole report, and not said with one part, if none is
  // named.
  void note(const std::vector<std::string>& parts, std::optional<std::string> sentence) {
    const std::string& only = invocation_.only;
    const bool asked = only.empty() || std::find(parts.begin(), parts.end(), only) != parts.end();
    if (sentence && asked) section_.notes.push_back(std::move(*sentence));
  }
  void note_others();
  void add_last_run();
  void add_history();
  void add_slow_queries(const HistoryWindow& window);
  void add_seen(const HistoryWindow& window);
  void ask_now();
  void add_statements(const ServerFacts& facts);
  void add_missing(const ServerFacts& facts);
  void explain_absence(const ServerFacts* facts);

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
  std::string role_;       // ready to stand in SQL
  bool any_open_ = false;  // recommendations that are recorded
};

void DatabaseReport::describe(const ServerFacts& facts) {
  role_ = facts.quoted_role;
  section_.heading =
      fmt::format("PostgreSQL {}{}", facts.version, facts.in_recovery ? ", standby" : "");
  if (facts.tend.is_installed()) {
    section_.heading += ", pg_tend " + facts.tend.installed;
    return;
  }
  note({},
       "pg_tend is not in this database. Lost: index recommendations tested with the server's own "
       "planner (with size, write cost, risk, steps and undo), their record, and the list of "
       "statements that an index cannot help; and the history: slow queries by the time that could "
       "be won back, errors, waits. Complexity is scored by this program.");
}

void DatabaseReport::add_advice() {
  const auto open = rows_or_problem("tend.recommendations",
                                    read_open_recommendations(connection_, invocation_.source));
  if (open && (!open->empty() || invocation_.source == "adhoc")) {
    add_recommendations(*open);
  } else if (open) {
    ask_now();
  }
  if (open) note_others();
  add_last_run();
}

void DatabaseReport::add_recommendations(const Records& open) {
  note({"recommendations", "steps"}, note_on_hidden(open, role_));
  note({"recommendations"}, note_on_earlier(open));
  note({"recommendations", "steps"}, note_on_built(open));
  any_open_ = !open.empty();
  section_.tables.push_back(table_of_recommendations(open, "None."));
  const auto steps = rows_or_problem("tend.recommendations.steps",
                                     read_recommendation_steps(connection_, invocation_.source));
  if (steps && !steps->empty()) section_.tables.push_back(table_of_steps(*steps));
}

void DatabaseReport::note_others() {
  const auto rows = rows_or_problem("tend.recommendations",
                                    count_open_elsewhere(connection_, invocation_.source));
  const std::int64_t others = rows && !rows->empty() ? rows->front().integer("open") : 0;
  if (others == 0) return;
  const bool history = invocation_.source == "history";
  note({"recommendations"},
       fmt::format("Not listed: {} open recommendation{} from {}: --source {}.", others,
                   others == 1 ? "" : "s",
                   history ? "texts that somebody gave or one role's statements" : "the history",
                   history ? "adhoc" : "history"));
}

void DatabaseReport::ask_now() {
  connection_.take_notices();
  const auto asked = rows_or_problem("tend.recommend_indexes()",
                                     ask_for_indexes(connection_, invocation_.advice_limit));
  if (!asked) return;
  note({"recommendations"},
       "No open recommendation is recorded. These were asked for now, in a read-only transaction: "
       "nothing is recorded, and steps, effort and the reasons of the risk are not given. CREATE "
       "INDEX as it stands here makes writes wait. To record them, with steps that do not: SELECT "
       "* FROM "
       "tend.recommend_indexes();");
  std::string why = "the server gave no reason";
  for (const std::string& notice : connection_.take_notices()) {
    if (notice.starts_with(kNoIndexNotice)) {
      why = notice.substr(kNoIndexNotice.size());
    } else if (!notice.starts_with(kUnrecordedNotice)) {
      note({"recommendations"}, "The server says: " + notice);
    }
  }
  note({"recommendations"}, note_on_hidden(*asked, role_));
  section_.tables.push_back(
      table_of_recommendations(*asked, "No index is recommended: " + why + "."));
}

void DatabaseReport::add_last_run() {
  const auto run =
      rows_or_problem("tend.advice_runs", read_last_advice_run(connection_, invocation_.source));
  if (!run) return;
  section_.tables.push_back(table_of_advice_run(*run));
  if (run->empty()) return;
  const std::int64_t run_id = run->front().integer("run_id");
  const auto rows = rows_or_problem("tend.unindexable",
                                    read_unindexable(connection_, run_id, invocation_.statements));
  if (!rows) return;
  section_.tables.push_back(
      table_of_unindexable(*rows, invocation_.statements == 0 ? kNoneAskedFor : "None."));
  const std::int64_t more = rows->empty() ? 0 : rows->front().integer("every") - std::ssize(*rows);
  if (more == 0) return;
  note({"unindexable"},
       fmt::format("Not listed: {} more statements that an index cannot help: --statements, or "
                   "SELECT * FROM tend.unindexable WHERE run_id = {};",
                   more, run_id));
}

void DatabaseReport::add_history() {
  const HistoryWindow window{.since = invocation_.since, .most = invocation_.statements};
  add_slow_queries(window);
  add_seen(window);
  const auto status = rows_or_problem("tend.history_status", read_history_status(connection_));
  if (!status) return;
  section_.tables.push_back(table_of_history(*status));
  for (const std::string& sentence : notes_on_history(*status)) {
    note({"slow_queries", "errors", "waits", "history"}, sentence);
  }
}

void DatabaseReport::add_seen(const HistoryWindow& window) {
  auto watch = read_watch(connection_);
  if (!watch) {
    problems_.push_back({"tend.module_state()", watch.failure()});
    return;
  }
  const auto errors = rows_or_problem("tend.errors()", read_errors(connection_, window));
  if (errors) {
    section_.tables.push_back(table_of_errors(*errors, why_no_errors(*watch, window.since)));
  }
  const auto waits = rows_or_problem("tend.waits()", read_waits(connection_, window));
  if (!waits) return;
  section_.tables.push_back(table_of_waits(
      *waits, window.most == 0 ? kNoneAskedFor : why_no_waits(*watch, window.since)));
}

void DatabaseReport::add_slow_queries(const HistoryWindow& window) {
  const auto slow = rows_or_problem("tend.slow_queries()",
                                    read_slow_queries(connection_, window, invocation_.slow));
  if (!slow) return;
  section_.tables.push_back(table_of_slow_queries(
      *slow, window.most == 0
                 ? kNoneAskedFor
                 : fmt::format("No statement took {} ms or more on average in the last {}.",
                               invocation_.slow.value(), window.since)));
}

void DatabaseReport::add_statements(const ServerFacts& facts) {
  if (!facts.can_read_statements()) {
    note({},
         "pg_stat_statements cannot be read here. Lost: the heaviest statements, and with them the "
         "workload that advice is based on.");
    return;
  }
  const auto statements = rows_or_problem(
      "pg_stat_statements", read_heaviest_statements(connection_, facts, invocation_.statements));
  if (!statements) return;
  section_.tables.push_back(table_of_statements(
      *statements, invocation_.statements == 0 ? kNoneAskedFor : "No statement has been counted."));
}

void DatabaseReport::add_missing(const ServerFacts& facts) {
  Table missing = table_of_missing(check_requirements(facts));
  if (!missing.rows.empty()) section_.tables.push_back(std::move(missing));
}

// The one part asked for may be one that the report leaves out where there is nothing in it.
void DatabaseReport::explain_absence(const ServerFacts* facts) {
  const bool is_there =
      std::any_of(section_.tables.begin(), section_.tables.end(),
                  [&](const Table& each) { return each.name == invocation_.only; });
  if (!is_there)
    section_.tables.push_back(empty_part(
        invocation_.only, why_absent(invocation_.only, {facts, !problems_.empty(), any_open_})));
}

// Fails if the invocation makes no sense to the server.
Result<Section> report_target(const Target& target, const Invocation& invocation) {
  Section section{
      .database = Connection::database_of(target), .heading = {}, .notes = {}, .tables = {}};
  auto connection = Connection::open(target, invocation.patience);
  if (!connection) {
    complain(connection.failure(), section.database);
    section.reached = false;
    section.tables.push_back(
        table_of_problems({{"connection", connection.failure(), Severity::kCritical}}));
    if (!invocation.only.empty() && invocation.only != "problems") {
      section.tables.push_back(empty_part(invocation.only, "The database was not reached."));
    }
    return section;
  }
  if (const Outcome window = check_window(*connection, invocation.since); !window) {
    return window.failure();
  }
  if (target.name.empty()) section.database = connection->database();
  DatabaseReport(*connection, invocation, section).fill();
  return section;
}

}  // namespace

Result<Document> report(const Invocation& invocation) {
  Document document{.command = "report", .sections = {}};
  for (const Target& target : invocation.targets) {
    auto section = report_target(target, invocation);
    if (!section) return section.failure();
    document.sections.push_back(std::move(*section));
  }
  return document;
}

}  // namespace tend::advisor
