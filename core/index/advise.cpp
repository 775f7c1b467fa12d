// SPDX-License-Identifier: PostgreSQL
// The table of contents of core/index. Tested by tests/unit/index/advise_test.cpp.
#include "core/index/advise.h"

#include <utility>

#include "core/index/candidates.h"
#include "core/index/cost_cache.h"
#include "core/index/evidence.h"
#include "core/index/merging.h"
#include "core/index/observe.h"
#include "core/index/replacement.h"
#include "core/index/seeds.h"
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

void cost_merged(CostCache& cache, const RunLimit& limit) {
  for (std::size_t query = 0; query < cache.query_count() && !limit.must_stop(); ++query) {
    cache.cost_scans(query, cache.relevant(query));
  }
}

// Candidates that serve several statements at once can only be made once it is known what single
// ones would like to have. Returns whether max_columns was in the way of one.
bool add_merged(CostCache& cache, std::vector<Candidate>& candidates, int max_columns,
                const HypothesisPorts& ports) {
  const std::size_t first = candidates.size();
  const Winners winners = find_winners(cache, {}, ports.limit);
  const GeneratedCandidates merged = merged_candidates(winners.best, candidates, max_columns);
  hypothesize(merged.definitions, ports, candidates);
  cache.add_relevant(relevant_candidates(cache.queries(), candidates, first));
  if (cache.is_large()) cost_merged(cache, ports.limit);
  return merged.keys_cut;
}

struct Replacements {
  WriteCost& writes;
  WorkloadCost& cost;
  const std::vector<ObservedQuery>& queries;
  const Relations& relations;
  WhatIf& what_if;
};

// What the objective credits must be true: existing indexes that the set replaces but a statement
// would miss stay, and the choice is made again without their relief. Each round keeps one more.
template <class Choose>
long settle_replacements(Selection& selection, Replacements at, const RunLimit& run,
                         Choose choose) {
  long calls = 0;
  while (true) {
    const HideTest test =
        test_replaced(selection.chosen, at.cost, at.queries, at.relations, at.what_if);
    calls += test.planner_calls;
    if (test.needed.empty() || run.cancelled()) return calls;
    for (const std::string& name : test.needed) at.writes.keep(name);
    selection.chosen = at.cost.moved(selection.chosen, selection.chosen.set);
    if (run.must_stop()) continue;
    Selection again = choose();
    if (again.chosen.total() < selection.chosen.total()) selection = std::move(again);
  }
}

bool is_narrowed(const Advice& advice, const AdviseLimits& limits) {
  return advice.stopped_by != StoppedBy::kComplete ||
         (advice.keys_cut && limits.max_columns < kDefaultColumns);
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
  const RunLimit whole(ports.clock, ports.cancel, limits.time_limit);
  const RunLimit run = whole.part(kSelectionShare);
  Result<ObservedWorkload> observed = observe_workload(workload, ports.what_if, run);
  if (!observed) return std::move(observed).failure();

  Advice advice;
  advice.relations = read_relations(*observed, ports.catalog);
  const std::vector<ObservedQuery>& queries = observed->queries;
  std::vector<Candidate> candidates;
  const HypothesisPorts hypothesis{advice.relations, ports.what_if, run};
  const GeneratedCandidates generated =
      generate_candidates(queries, advice.relations, limits.max_columns);
  hypothesize(generated.definitions, hypothesis, candidates);
  CostCache cache(ports.what_if, queries, relevant_candidates(queries, candidates));
  const bool merges_cut = add_merged(cache, candidates, limits.max_columns, hypothesis);
  WriteCost writes(queries, advice.relations, candidates);
  WorkloadCost cost(cache, writes, queries, candidates);

  Selection selection = select_indexes(cache, cost, limits, dismissals, run);
  const long hide_calls =
      settle_replacements(selection, {writes, cost, queries, advice.relations, ports.what_if}, run,
                          [&] { return select_indexes(cache, cost, limits, dismissals, run); });
  if (cache.is_large()) cache.answer_by(CostCache::Answers::kComposedIfLight, &whole);
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
  advice.planner_calls = observed->planner_calls + cache.planner_calls() + hide_calls;
  advice.stopped_by = selection.stopped_by;
  advice.keys_cut = generated.keys_cut || merges_cut;
  advice.narrowed = is_narrowed(advice, limits);
  return advice;
}

}  // namespace tend::index
