// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <functional>
#include <set>

#include "tests/oracle/peers/peers.h"

namespace tend::index::test {

namespace {

using Costing = std::function<double(const Configuration&)>;

// Greedy(m, k) with m = 1, as in the public runs: the best single index, then the best to add to
// it, until none makes it cheaper or fits.
Configuration greedy(const PeerProblem& problem, const Configuration& candidates,
                     std::optional<Bytes> budget, const Costing& cost_of) {
  Configuration chosen;
  double cost = cost_of(chosen);
  while (true) {
    std::optional<CandidateId> best;
    for (const CandidateId id : candidates) {
      if (std::binary_search(chosen.begin(), chosen.end(), id)) continue;
      const Configuration larger = with(chosen, id);
      if (!problem.fits(larger, budget)) continue;
      const double reached = cost_of(larger);
      if (reached < cost) {
        cost = reached;
        best = id;
      }
    }
    if (!best) return chosen;
    chosen = with(chosen, *best);
  }
}

// The union of the statements' own best sets.
Configuration candidates_of_queries(PeerProblem& problem, const Configuration& potential,
                                    std::optional<Bytes> budget) {
  std::set<CandidateId> all;
  for (std::size_t query = 0; query < problem.query_count(); ++query) {
    Configuration own;
    std::set_intersection(potential.begin(), potential.end(), problem.relevant(query).begin(),
                          problem.relevant(query).end(), std::back_inserter(own));
    const Configuration best = greedy(problem, own, budget, [&](const Configuration& set) {
      return problem.cost_of(query, set);
    });
    all.insert(best.begin(), best.end());
  }
  return {all.begin(), all.end()};
}

}  // namespace

PeerChoice autoadmin(PeerProblem& problem, std::optional<Bytes> budget, int width) {
  Configuration potential;
  for (CandidateId id = 0; id < problem.candidates().size(); ++id) {
    if (problem.width_of(id) == 1) potential.push_back(id);
  }
  Configuration chosen;
  for (int columns = 1; columns <= width; ++columns) {
    const Configuration candidates = candidates_of_queries(problem, potential, budget);
    chosen = greedy(problem, candidates, budget,
                    [&](const Configuration& set) { return problem.cost(set); });
    std::set<CandidateId> next(chosen.begin(), chosen.end());
    for (const CandidateId id : chosen) {
      for (const CandidateId longer : problem.extensions(id)) next.insert(longer);
    }
    potential.assign(next.begin(), next.end());
  }
  return {chosen, problem.cost(chosen), problem.planner_calls()};
}

}  // namespace tend::index::test
