// SPDX-License-Identifier: PostgreSQL
// What the published selection algorithms start from: the statements, every index over columns that
// one statement mentions together, and a memory of costs. Shared by the peers in this folder, so
// that they differ from each other, and from core/index, in nothing but the choice.
//
// Candidates: all permutations, up to a width, of the columns that one statement mentions of one
// table, in clauses, orders, groups or output. Plain columns, plain keys. Costs are kept per
// statement and relevant subset of the configuration; a planner call is an answer not kept.
// Source: Kossmann, Halfpap, Jankrift and Schlosser, "Magic mirror in my hand, which is the best in
// the land?", PVLDB 13 (2020), for what the algorithms have in common there.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/index/observe.h"
#include "core/index/write_cost.h"

namespace tend::index::test {

using Configuration = std::vector<CandidateId>;  // ascending

class PeerProblem {
 public:
  // REQUIRES: the arguments outlive this object. Throws std::runtime_error if cancelled.
  PeerProblem(const workload::Workload& workload, WhatIf& what_if, Catalog& catalog,
              const RunLimit& run, int width);

  // The workload under a configuration: calls x cost, and upkeep.
  double cost(const Configuration& set);
  double upkeep(const Configuration& set) const { return writes_->upkeep(set).value(); }
  // One statement, weighted by its calls, without upkeep.
  double cost_of(std::size_t query, const Configuration& set) { return weighted(query, set); }
  // The candidates that one statement's plan uses.
  Configuration used_by(std::size_t query, const Configuration& set);

  std::size_t query_count() const { return observed_.queries.size(); }
  // The candidates made of columns that the statement mentions, ascending.
  const Configuration& relevant(std::size_t query) const { return relevant_[query]; }
  const std::vector<Candidate>& candidates() const { return candidates_; }
  Bytes bytes(const Configuration& set) const;
  bool fits(const Configuration& set, std::optional<Bytes> budget) const {
    return !budget || bytes(set) <= *budget;
  }
  // The candidate with one more key behind; nothing if no statement mentions all its columns.
  std::vector<CandidateId> extensions(CandidateId id) const;
  // True if `narrow`'s keys are the first keys of `wide`.
  bool leads(CandidateId narrow, CandidateId wide) const;
  std::size_t width_of(CandidateId id) const { return candidates_[id].definition.keys.size(); }

  long planner_calls() const { return planner_calls_; }

 private:
  void generate(int width);
  const PlanEstimate& plan(std::size_t query, const Configuration& set);
  double weighted(std::size_t query, const Configuration& set);
  // The statements to which one of the two sets' differences is relevant.
  std::vector<bool> touched(const Configuration& one, const Configuration& other) const;

  WhatIf& what_if_;
  ObservedWorkload observed_;
  Relations relations_;
  std::vector<Candidate> candidates_;
  std::vector<Configuration> relevant_;
  std::vector<std::vector<std::size_t>> queries_of_;
  std::vector<std::map<Configuration, PlanEstimate>> known_;
  std::unique_ptr<WriteCost> writes_;
  // The configuration asked about last: the next is mostly a neighbour.
  Configuration last_;
  std::vector<double> last_costs_;
  long planner_calls_ = 0;
};

Configuration with(Configuration set, CandidateId id);
Configuration without(Configuration set, CandidateId id);

// What a peer chose.
struct PeerChoice {
  Configuration set;
  double cost = 0;
  long planner_calls = 0;
};

}  // namespace tend::index::test
