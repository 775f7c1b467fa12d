// SPDX-License-Identifier: PostgreSQL
// The table of contents of core/index. Tested by tests/unit/index/advise_test.cpp.
#include "core/index/advise.h"

#include <utility>

#include "core/index/candidates.h"
#include "core/index/cost_cache.h"
#include "core/index/evidence.h"
#include "core/index/observe.h"
#include "core/index/selection.h"
#include "core/index/unindexable.h"
#include "core/index/unserved.h"
#include "core/index/workload_cost.h"

namespace tend::index {

namespace {

// Part of the time limit that observing and selecting may use; the rest is for the evidence, whose
// few planner calls are not optional.
constexpr double kSelectionShare = 0.9;

// Statements that planned at first but failed under some configuration: they were counted as
// unchanged there, and whoever reads the advice should know.
void report_failures(const CostCache& cache, const std::vector<ObservedQuery>& queries,
                     Advice& advice) {
  for (const auto& [query, failure] : cache.failures()) {
    advice.unindexable.push_back(
        unplannable(*queries[query].query, queries[query].observation.query_id, failure));
  }
}

void report_unserved(const Evaluation& chosen, WorkloadCost& cost,
                     const std::vector<ObservedQuery>& queries, Advice& advice) {
  for (Unindexable& row : unserved_statements(chosen, cost, queries, advice.relations)) {
    advice.unindexable.push_back(std::move(row));
  }
}

}  // namespace

std::string_view name_of(StoppedBy stopped) {
  switch (stopped) {
    case StoppedBy::kComplete: return "complete";
    case StoppedBy::kTimeLimit: return "time_limit";
    case StoppedBy::kStorageBudget: return "storage_budget";
    case StoppedBy::kMaxIndexes: return "max_indexes";
  }
  return "unknown";
}

Result<Advice> advise(const workload::Workload& workload, const AdviseLimits& limits,
                      const std::vector<Dismissal>& dismissals, AdvisePorts ports) {
  const RunLimit run(ports.clock, ports.cancel, limits.time_limit * kSelectionShare);
  Result<ObservedWorkload> observed = observe_workload(workload, ports.what_if, run);
  if (!observed) return std::move(observed).failure();

  Advice advice;
  advice.relations = read_relations(*observed, ports.catalog);
  const std::vector<ObservedQuery>& queries = observed->queries;
  const std::vector<Candidate> candidates = hypothesize(
      generate_candidates(queries, advice.relations, limits.max_columns), ports.what_if, run);
  const auto relevant = relevant_candidates(queries, candidates);
  CostCache cache(ports.what_if, queries, relevant);
  const WriteCost writes(queries, advice.relations, candidates);
  WorkloadCost cost(cache, writes, queries, candidates);

  const Selection selection = select_indexes(cache, cost, limits, dismissals, run);
  advice.indexes =
      explain_set(selection.chosen, {cost, queries, advice.relations, workload, ports.catalog,
                                     limits.storage_budget, dismissals});
  advice.unindexable = std::move(observed->unindexable);
  report_unserved(selection.chosen, cost, queries, advice);
  report_failures(cache, queries, advice);
  if (cache.cancellation()) return *cache.cancellation();
  if (run.cancelled()) return cancelled_run();

  advice.planned = static_cast<int>(queries.size());
  advice.skipped = observed->skipped;
  advice.cost_before = cost.today().total();
  advice.cost_after = selection.chosen.total();
  advice.planner_calls = observed->planner_calls + cache.planner_calls();
  advice.stopped_by = selection.stopped_by;
  return advice;
}

}  // namespace tend::index
