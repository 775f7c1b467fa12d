// SPDX-License-Identifier: PostgreSQL
// Tested by tests/advisor/report.t.
#include "advisor/cli/report_parts.h"

#include <algorithm>
#include <array>

#include "advisor/cli/history_tables.h"
#include "advisor/cli/report_tables.h"

namespace tend::advisor {
namespace {

struct Part {
  const char* name;
  Table (*make)();  // with its columns, without rows
};

constexpr std::array kParts = {
    Part{"recommendations", [] { return table_of_recommendations({}, {}); }},
    Part{"steps", [] { return table_of_steps({}); }},
    Part{"advice_run", [] { return table_of_advice_run({}); }},
    Part{"unindexable", [] { return table_of_unindexable({}, {}); }},
    Part{"slow_queries", [] { return table_of_slow_queries({}, {}); }},
    Part{"errors", [] { return table_of_errors({}, {}); }},
    Part{"waits", [] { return table_of_waits({}, {}); }},
    Part{"history", [] { return table_of_history({}); }},
    Part{"statements", [] { return table_of_statements({}, {}); }},
    Part{"missing", [] { return table_of_missing({}); }},
    Part{"problems", [] { return table_of_problems({}); }}};

}  // namespace

std::vector<std::string> part_names() {
  std::vector<std::string> names;
  for (const Part& part : kParts) names.emplace_back(part.name);
  return names;
}

Table empty_part(const std::string& name, std::string why) {
  const auto part = std::find_if(kParts.begin(), kParts.end(),
                                 [&](const Part& each) { return each.name == name; });
  Table table = part->make();
  table.when_empty = std::move(why);
  return table;
}

std::string why_absent(const std::string& part, const ReportState& state) {
  constexpr const char* kUnread = "It could not be read: --only problems says why.";
  if (part == "problems") return "Everything could be read.";
  if (state.facts == nullptr) return kUnread;
  if (part == "missing") return "Nothing is missing.";
  if (part == "statements" && !state.facts->can_read_statements()) {
    return "pg_stat_statements cannot be read here: --only missing says why.";
  }
  if (part != "statements" && !state.facts->tend.is_installed()) {
    return "pg_tend is not in this database.";
  }
  if (state.any_problem) return kUnread;
  if (part != "steps") return "No advice was recorded yet: SELECT * FROM tend.recommend_indexes();";
  return state.any_open ? "The open recommendations show no steps: their indexes exist by now, or "
                          "their texts are hidden from this role."
                        : "No open recommendation is recorded, so there are no steps: SELECT * "
                          "FROM tend.recommend_indexes(); records what it finds with its steps.";
}

}  // namespace tend::advisor
