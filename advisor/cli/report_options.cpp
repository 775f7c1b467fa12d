// SPDX-License-Identifier: PostgreSQL
// Help texts name meaning, unit, range and default of each.
//
// Tested by tests/advisor/help.t, tests/advisor/exit_codes.t and tests/advisor/report_history.t.
#include "advisor/cli/report_options.h"

#include "advisor/cli/report_parts.h"

namespace tend::advisor {
namespace {

// A day is the longest that a mean may take: more is a slip of the keyboard.
constexpr double kSlowestMs = 86'400'000;

void add_limits(CLI::App& command, Invocation& invocation, ReportFlags& flags) {
  command
      .add_option("--statements", flags.statements,
                  "How many of the heaviest statements, slow queries, waits and statements\n"
                  "that an index cannot help are listed, 0 to 1000. Default: 10")
      ->option_text("N")
      ->check(CLI::Range(kStatementsLimits.least, kStatementsLimits.most));
  command
      .add_option_function<double>(
          "--slow", [&invocation](double ms) { invocation.slow = Milliseconds(ms); },
          "Milliseconds from which a mean execution time is slow, 0 to 86400000.\n"
          "Default: 500")
      ->option_text("MS")
      ->check(CLI::Range(0.0, kSlowestMs));
  command
      .add_option("--since", invocation.since,
                  "How far slow queries, errors and waits look back, as PostgreSQL reads an\n"
                  "interval. Default: 1 day")
      ->option_text("INTERVAL");
  command
      .add_option("--time-limit", flags.time_limit_s,
                  "Seconds that index advice may take when none is recorded, 1 to 3600.\n"
                  "Default: 30")
      ->option_text("SECONDS")
      ->check(CLI::Range(kAdviceTimeLimits.least, kAdviceTimeLimits.most));
}

}  // namespace

std::vector<std::string> source_names() {
  return {"history", "adhoc", "all"};
}

void add_report_options(CLI::App& command, Invocation& invocation, ReportFlags& flags) {
  add_limits(command, invocation, flags);
  command
      .add_option("--source", invocation.source,
                  "Recommendations from the counted workload (history), from given texts or\n"
                  "one role's own statements (adhoc), or all. Default: history")
      ->option_text("SOURCE")
      ->check(CLI::IsMember(source_names()));
  command
      .add_option("--only", invocation.only,
                  "Print only this table: recommendations, steps, advice_run, unindexable,\n"
                  "slow_queries, errors, waits, history, statements, missing or problems.\n"
                  "Findings are counted over all of them. Default: all")
      ->option_text("TABLE")
      ->check(CLI::IsMember(part_names()));
}

}  // namespace tend::advisor
