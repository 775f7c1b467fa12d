// SPDX-License-Identifier: PostgreSQL
// The objective: what the workload costs under a configuration, reads and upkeep together.
//
// Tested by tests/unit/index/workload_cost_test.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/index/cost_cache.h"
#include "core/index/run_limit.h"
#include "core/index/write_cost.h"

namespace tend::index {

// A configuration with its cost. Holds each statement's cost, so that a neighbour is judged by the
// statements that the difference can touch.
struct Evaluation {
  std::vector<CandidateId> set;  // ascending
  std::vector<Cost> per_query;   // of one execution
  Cost reads;                    // calls x cost, summed
  Cost writes;                   // upkeep of the set
  Bytes bytes;                   // of the set

  Cost total() const { return reads + writes; }
};

class WorkloadCost {
 public:
  // REQUIRES: all arguments outlive this object.
  WorkloadCost(CostCache& cache, const WriteCost& writes, const std::vector<ObservedQuery>& queries,
               const std::vector<Candidate>& candidates);

  Evaluation today() const;

  // The configuration `set` (ascending), reached from one already evaluated.
  // Returns nothing if the limit stopped it half-way.
  std::optional<Evaluation> moved(const Evaluation& from, std::vector<CandidateId> set,
                                  const RunLimit& limit);
  // The same without a limit, for evidence that a found set must have.
  Evaluation moved(const Evaluation& from, std::vector<CandidateId> set);

  // The same without asking the planner; nothing if that cannot be told.
  std::optional<Evaluation> known(const Evaluation& from, std::vector<CandidateId> set);

  // The largest fraction by which one statement gets cheaper.
  double best_query_gain(const Evaluation& before, const Evaluation& after) const;

  // What adding `ids` could save at most, if every statement touched reached its least known cost.
  Cost possible_gain(const Evaluation& from, const std::vector<CandidateId>& ids) const;

  // True if one's presence can change what the other is worth: on one table (shared upkeep), or
  // relevant to one statement.
  bool interact(CandidateId one, CandidateId other) const;

  double calls(std::size_t query) const { return queries_[query].query->calls; }
  // Statements to which the candidate is relevant, ascending.
  const std::vector<std::size_t>& queries_of(CandidateId id) const { return queries_of_[id]; }
  // Statements whose cost was looked at so far.
  long looked_at() const { return looked_at_; }
  const CostCache& cache() const { return cache_; }
  const PlanEstimate& plan(std::size_t query, const Evaluation& at) {
    return cache_.plan(query, at.set);
  }
  const std::vector<Candidate>& candidates() const { return candidates_; }
  const WriteCost& writes() const { return writes_; }

 private:
  std::vector<std::size_t> touched_by(const std::vector<CandidateId>& ids) const;
  // plan_of(query, set) is a pointer to the plan, NULL to give up.
  template <class PlanOf>
  std::optional<Evaluation> recost(const Evaluation& from, std::vector<CandidateId> set,
                                   PlanOf plan_of);

  CostCache& cache_;
  const WriteCost& writes_;
  const std::vector<ObservedQuery>& queries_;
  const std::vector<Candidate>& candidates_;
  std::vector<std::vector<std::size_t>> queries_of_;
  long looked_at_ = 0;
};

}  // namespace tend::index
