// SPDX-License-Identifier: PostgreSQL
// Tested by tests/advisor/report.t.
#include "advisor/cli/report_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace tend::advisor {
namespace {

// What the extension's views show in place of a text that this role may not see.
constexpr std::string_view kHiddenText = "<insufficient privilege>";

template <class Test>
std::ptrdiff_t count_rows(const Records& records, Test test) {
  return std::count_if(records.begin(), records.end(), test);
}

}  // namespace

std::optional<std::string> note_on_hidden(const Records& recommendations, const std::string& role) {
  const auto hidden = count_rows(
      recommendations, [](const Record& each) { return each.text("ddl") == kHiddenText; });
  if (hidden == 0) return std::nullopt;
  return fmt::format(
      "Statement, steps and reasons are hidden from this role in {} of {} recommendations: it "
      "needs pg_read_all_stats, and SELECT on the columns they name. GRANT pg_read_all_stats, "
      "pg_read_all_data TO {}; gives both.",
      hidden, recommendations.size(), role);
}

std::optional<std::string> note_on_earlier(const Records& open) {
  const auto earlier = count_rows(open, [](const Record& each) {
    return each.text("source") == "history" && !is_null(each.value("in_latest_run")) &&
           !each.truth("in_latest_run");
  });
  if (earlier == 0) return std::nullopt;
  return fmt::format(
      "{} of the recommendations {} of an earlier run (in last run: no): a limit kept {} out of "
      "the last one, or {} statements are no longer in the history. Benefit and costs are those of "
      "that run and its set. SELECT * FROM tend.recommend_indexes(); without limits looks at all "
      "of them again.",
      earlier, earlier == 1 ? "is" : "are", earlier == 1 ? "it" : "them",
      earlier == 1 ? "its" : "their");
}

std::optional<std::string> note_on_built(const Records& open) {
  const auto built =
      count_rows(open, [](const Record& each) { return !is_null(each.value("existing_index")); });
  if (built == 0) return std::nullopt;
  return fmt::format(
      "{} of the recommended indexes exist by now (exists as). SELECT * FROM "
      "tend.recommend_indexes(); looks again and settles them.",
      built);
}

std::vector<std::string> notes_on_history(const Records& status) {
  std::vector<std::string> notes;
  for (const Record& row : status) {
    if (is_null(row.value("ok")) || row.truth("ok")) continue;
    const std::string state = row.text("value");
    if (row.text("item") == "history") {
      notes.push_back("There is no history yet. Lost: slow queries, errors and waits. " +
                      row.text("hint"));
    } else if (row.text("item") == "worker" && state != "not preloaded") {
      notes.push_back(
          fmt::format("pg_tend's worker: {}. Lost: samples that are taken by "
                      "themselves, and looks at what is waited for. {}",
                      state, row.text("hint")));
    }
  }
  return notes;
}

}  // namespace tend::advisor
