// SPDX-License-Identifier: PostgreSQL
// Totals are summed afresh from the statements' costs, never carried from one evaluation to the
// next, so that the same set has the same cost to the last bit on whatever road it was reached.
//
// Tested by tests/unit/index/workload_cost_test.cpp.
#include "core/index/workload_cost.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tend::index {

WorkloadCost::WorkloadCost(CostCache& cache, const WriteCost& writes,
                           const std::vector<ObservedQuery>& queries,
                           const std::vector<Candidate>& candidates)
    : cache_(cache),
      writes_(writes),
      queries_(queries),
      candidates_(candidates),
      queries_of_(candidates.size()) {
  for (std::size_t q = 0; q < queries.size(); ++q) {
    for (const CandidateId id : cache.relevant(q)) queries_of_[id].push_back(q);
  }
}

Evaluation WorkloadCost::today() const {
  Evaluation today;
  for (const ObservedQuery& each : queries_) {
    today.per_query.push_back(each.observation.cost);
    today.reads += each.observation.cost * each.query->calls;
  }
  return today;
}

template <class PlanOf>
std::optional<Evaluation> WorkloadCost::recost(const Evaluation& from, std::vector<CandidateId> set,
                                               PlanOf plan_of) {
  std::vector<CandidateId> difference;
  std::set_symmetric_difference(from.set.begin(), from.set.end(), set.begin(), set.end(),
                                std::back_inserter(difference));
  Evaluation to;
  to.per_query = from.per_query;
  for (const std::size_t query : touched_by(difference)) {
    ++looked_at_;
    const PlanEstimate* plan = plan_of(query, set);
    if (plan == nullptr) return std::nullopt;
    to.per_query[query] = plan->cost;
  }
  for (std::size_t q = 0; q < to.per_query.size(); ++q) to.reads += to.per_query[q] * calls(q);
  for (const CandidateId id : set) to.bytes += candidates_[id].size.size;
  to.writes = writes_.upkeep(set);
  to.set = std::move(set);
  return to;
}

std::optional<Evaluation> WorkloadCost::moved(const Evaluation& from, std::vector<CandidateId> set,
                                              const RunLimit& limit) {
  return recost(from, std::move(set), [&](std::size_t query, const auto& at) {
    return limit.must_stop() ? nullptr : &cache_.plan(query, at);
  });
}

Evaluation WorkloadCost::moved(const Evaluation& from, std::vector<CandidateId> set) {
  return *recost(from, std::move(set),
                 [&](std::size_t query, const auto& at) { return &cache_.plan(query, at); });
}

std::optional<Evaluation> WorkloadCost::known(const Evaluation& from,
                                              std::vector<CandidateId> set) {
  return recost(from, std::move(set),
                [&](std::size_t query, const auto& at) { return cache_.known_plan(query, at); });
}

double WorkloadCost::best_query_gain(const Evaluation& before, const Evaluation& after) const {
  double best = 0;
  for (std::size_t q = 0; q < before.per_query.size(); ++q) {
    if (before.per_query[q] <= Cost(0) || calls(q) <= 0) continue;
    best = std::max(best, (before.per_query[q] - after.per_query[q]) / before.per_query[q]);
  }
  return best;
}

Cost WorkloadCost::possible_gain(const Evaluation& from,
                                 const std::vector<CandidateId>& ids) const {
  Cost gain;
  for (const std::size_t query : touched_by(ids)) {
    const Cost least = cache_.least(query);
    if (least < from.per_query[query]) gain += (from.per_query[query] - least) * calls(query);
  }
  return gain;
}

bool WorkloadCost::interact(CandidateId one, CandidateId other) const {
  if (candidates_[one].definition.relation == candidates_[other].definition.relation) return true;
  const std::vector<std::size_t>& queries = queries_of_[one];
  return std::any_of(queries.begin(), queries.end(), [&](std::size_t query) {
    const std::vector<CandidateId>& relevant = cache_.relevant(query);
    return std::binary_search(relevant.begin(), relevant.end(), other);
  });
}

std::vector<std::size_t> WorkloadCost::touched_by(const std::vector<CandidateId>& ids) const {
  if (ids.size() == 1) return queries_of_[ids.front()];
  std::vector<std::size_t> queries;
  for (const CandidateId id : ids) {
    std::vector<std::size_t> both;
    std::set_union(queries.begin(), queries.end(), queries_of_[id].begin(), queries_of_[id].end(),
                   std::back_inserter(both));
    queries = std::move(both);
  }
  return queries;
}

}  // namespace tend::index
