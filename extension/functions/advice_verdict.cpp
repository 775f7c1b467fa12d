// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/functions/advice_verdict.h"

#include "core/index/number_text.h"
#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

RunVerdict verdict_without_statements(const Asked& asked) {
  if (asked.unreadable) {
    return {"not_enough_data", "there is no workload to read: " + asked.unreadable->message,
            asked.unreadable->hint};
  }
  const bool hidden = asked.workload.source == workload::WorkloadSource::kHistory && !pg_call([] {
                        return has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS);
                      });
  if (!hidden) return {"not_enough_data", "the workload holds no statement"};
  return {"not_enough_data", "this role has run no statement, and may not see those of others",
          "Members of pg_read_all_stats see the statements of every role."};
}

bool all_refused(const index::Advice& advice) {
  return !advice.relations.empty() &&
         std::all_of(advice.relations.begin(), advice.relations.end(),
                     [](const auto& each) { return !each.second.refusal.empty(); });
}

// What was planned is somebody's look at the catalogs; what was not may be the application.
RunVerdict verdict_of_the_skipped(const index::Advice& advice) {
  return {
      "not_enough_data",
      index::count_text(static_cast<size_t>(advice.skipped), "statement") +
          " could not be planned: see tend.unindexable",
      "If the application sets search_path in its sessions, ALTER ROLE ... SET search_path tells "
      "the advice, too."};
}

RunVerdict verdict_without_index(const index::AdviseLimits& limits, const index::Advice& advice) {
  if (advice.skipped > advice.planned || (all_refused(advice) && advice.skipped > 0)) {
    return verdict_of_the_skipped(advice);
  }
  if (all_refused(advice)) {
    return {"nothing_to_do",
            "the statements read only tables that take no index: see tend.unindexable"};
  }
  const bool unanalyzed = std::any_of(
      advice.unindexable.begin(), advice.unindexable.end(),
      [](const index::Unindexable& row) { return row.reason_class == "no_statistics"; });
  if (unanalyzed) {
    return {"not_enough_data", "tables have never been analyzed: see tend.unindexable"};
  }
  switch (advice.stopped_by) {
    case index::StoppedBy::kStorageBudget:
      return {"nothing_to_do", "no index that would help fits into the storage budget"};
    case index::StoppedBy::kMaxIndexes:
      return {"nothing_to_do", "max_indexes leaves no room for an index"};
    case index::StoppedBy::kTimeLimit:
      return {"not_enough_data", "the time limit was reached before an index was found to help"};
    case index::StoppedBy::kComplete: break;
  }
  const std::string which =
      advice.narrowed
          ? "no index of at most " +
                index::count_text(static_cast<size_t>(limits.max_columns), "key") + " (max_columns)"
          : "no index";
  return {"nothing_to_do", which + " would help this workload enough to be worth its upkeep"};
}

}  // namespace

std::string limits_that_cut(const index::AdviseLimits& limits, const index::Advice& advice) {
  std::vector<std::string> cuts;
  switch (advice.stopped_by) {
    case index::StoppedBy::kStorageBudget:
      cuts.emplace_back("the storage budget left out what else would help");
      break;
    case index::StoppedBy::kMaxIndexes:
      cuts.emplace_back("max_indexes left out what else would help");
      break;
    case index::StoppedBy::kTimeLimit:
      cuts.emplace_back("time_limit ended the search before its end");
      break;
    case index::StoppedBy::kComplete: break;
  }
  if (advice.keys_cut) {
    cuts.push_back("no index has more than max_columns = " + std::to_string(limits.max_columns) +
                   " of the keys that statements ask for");
  }
  std::string all;
  for (const std::string& cut : cuts) all += (all.empty() ? "" : "; ") + cut;
  return all;
}

RunVerdict verdict_of(const Asked& asked, const index::AdviseLimits& limits,
                      const index::Advice& advice) {
  if (!advice.indexes.empty()) {
    const size_t count = advice.indexes.size();
    const std::string cuts = limits_that_cut(limits, advice);
    return {"recommended",
            std::to_string(count) + (count == 1 ? " index, " : " indexes, ") +
                index::count_text(static_cast<size_t>(advice.planner_calls), "planner call") +
                (cuts.empty() ? "" : "; " + cuts)};
  }
  if (advice.planned == 0 && advice.skipped == 0) return verdict_without_statements(asked);
  if (advice.planned == 0) {
    return {"not_enough_data", "none of the statements could be planned: see tend.unindexable"};
  }
  return verdict_without_index(limits, advice);
}

}  // namespace tend::ext
