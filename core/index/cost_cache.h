// SPDX-License-Identifier: PostgreSQL
// Plan costs, asked for once: memoized on (statement, its relevant candidates in the
// configuration), and derived from known plans where that is exact.
//
// Derivation: a plan that was offered D and uses only U is the cheapest among all plans over D; any
// configuration C with U <= C <= D can neither lose it nor beat it. Source: Finkelstein, Schkolnick
// and Tiberio, "Physical database design for relational databases", atomic configurations.
//
// Turned round, this answers most questions of a search: the statement is offered everything that
// may yet be asked for at once, and only what its plan uses beyond the configuration is taken away
// before it is offered again. What no such plan uses need never be asked about.
//
// Tested by tests/unit/index/cost_cache_test.cpp.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/index/composed_plan.h"
#include "core/index/observe.h"
#include "core/index/what_if.h"

namespace tend::index {

class CostCache {
 public:
  //   queries   as observed; the cost with no candidate is the observed one
  //   relevant  for each statement the candidates that can matter to it, ascending
  // REQUIRES: what_if and queries outlive the cache.
  CostCache(WhatIf& what_if, const std::vector<ObservedQuery>& queries,
            std::vector<std::vector<CandidateId>> relevant);

  // For each statement more candidates that can matter to it; with higher ids than all before.
  void add_relevant(const std::vector<std::vector<CandidateId>>& more);

  // From now on configurations are subsets of the pool (ascending), mostly. Changes no answer, only
  // how many planner calls the answers take.
  void expect(std::span<const CandidateId> pool);

  // Who answers what does not follow from the plans asked for so far: the planner, or a composed
  // plan (composed_plan.h); kComposedIfLight takes the latter where it costs more than the
  // statement's best known plan by less than a thousandth of the workload's cost.
  //   until  from then on it is composed all the same; NULL: never. REQUIRES: outlives its use.
  enum class Answers { kPlanner, kComposed, kComposedIfLight };
  void answer_by(Answers answers, const RunLimit* until = nullptr) {
    answers_ = answers;
    until_ = until;
  }

  // The plan of one statement under a configuration (ascending ids). A statement that cannot be
  // planned under it counts as unchanged, and is remembered in failures().
  const PlanEstimate& plan(std::size_t query, std::span<const CandidateId> configuration);

  // From now on plans of the statement can be composed with these candidates (ascending).
  void cost_scans(std::size_t query, std::span<const CandidateId> offered);

  // The same, and the plan of the statement offered what reads a table cheapest in some way.
  const PlanEstimate& survey(std::size_t query, std::span<const CandidateId> offered);

  // The same if it follows from the plans asked for so far, else NULL.
  const PlanEstimate* known_plan(std::size_t query, std::span<const CandidateId> configuration);

  const std::vector<CandidateId>& relevant(std::size_t query) const { return relevant_[query]; }
  // More pairs of a statement and a candidate that matters to it than can all be put to the
  // planner.
  bool is_large() const;
  // Those of before add_relevant().
  std::span<const CandidateId> first_relevant(std::size_t query) const {
    return std::span(relevant_[query]).first(first_relevant_[query]);
  }
  // The least cost any configuration has shown so far.
  Cost least(std::size_t query) const { return plans_[query].least; }
  const std::vector<ObservedQuery>& queries() const { return queries_; }
  std::size_t query_count() const { return queries_.size(); }
  long planner_calls() const { return planner_calls_; }
  // Set once the port reported a cancellation; answers are worth nothing from then on.
  const std::optional<Failure>& cancellation() const { return cancellation_; }
  // The first failure of each statement that planned at first but not under some configuration.
  const std::map<std::size_t, Failure>& failures() const { return failures_; }

 private:
  using Offer = std::vector<CandidateId>;  // ascending
  // By what was offered; the plan of today is the one that was offered nothing.
  using Plans = std::map<Offer, PlanEstimate>;
  struct QueryPlans {
    Plans asked;
    Plans composed;  // since the last planner call
    ComposedStatement parts;
    std::map<Offer, const PlanEstimate*> answered;  // into `asked`, whose nodes stay where they are
    Offer expected;                                 // relevant candidates of the pool
    Offer costed;                                   // that plans can be composed with
    std::set<CandidateId> favourites;               // used by plans made on the way
    Cost least;
  };
  Offer wanted_of(std::size_t query, std::span<const CandidateId> configuration) const;
  const PlanEstimate& composed(std::size_t query, const Offer& wanted);
  bool suffices(std::size_t query, const PlanEstimate& composed) const;
  const PlanEstimate& found(std::size_t query, const Offer& wanted);
  static const PlanEstimate* known(QueryPlans& plans, const Offer& offer);
  static void remember(QueryPlans& plans, const Offer& offer, const PlanEstimate& estimate);
  const PlanEstimate& ask(std::size_t query, Offer offer);
  const PlanEstimate& learn(std::size_t query, Offer offer, PlanEstimate plan);
  template <class Answer>
  std::optional<Answer> taken(std::size_t query, Result<Answer> answer);

  WhatIf& what_if_;
  const std::vector<ObservedQuery>& queries_;
  std::vector<std::vector<CandidateId>> relevant_;
  std::vector<std::size_t> first_relevant_;
  Answers answers_ = Answers::kPlanner;
  const RunLimit* until_ = nullptr;
  Cost light_;  // what kComposedIfLight lets pass
  std::vector<QueryPlans> plans_;
  long planner_calls_ = 0;
  std::optional<Failure> cancellation_;
  std::map<std::size_t, Failure> failures_;
};

}  // namespace tend::index
