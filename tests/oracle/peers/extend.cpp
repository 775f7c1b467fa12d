// SPDX-License-Identifier: PostgreSQL
#include <algorithm>

#include "tests/oracle/peers/peers.h"

namespace tend::index::test {

namespace {

// Least improvement of a step: cost before over cost after, as in the authors' runs.
constexpr double kMinImprovement = 1.003;

struct Step {
  Configuration set;
  double cost = 0;
  double ratio = 0;  // cost saved per byte added
};

}  // namespace

PeerChoice extend(PeerProblem& problem, std::optional<Bytes> budget) {
  Configuration chosen;
  double cost = problem.cost(chosen);
  while (true) {
    Step best;
    const auto consider = [&](const Configuration& set) {
      if (!problem.fits(set, budget)) return;
      const double reached = problem.cost(set);
      if (reached <= 0 || cost / reached < kMinImprovement) return;
      const double bytes = (problem.bytes(set) - problem.bytes(chosen)).value();
      const double ratio = (cost - reached) / std::max(bytes, 1.0);
      if (ratio > best.ratio) best = {set, reached, ratio};
    };
    for (CandidateId id = 0; id < problem.candidates().size(); ++id) {
      if (problem.width_of(id) == 1 && !std::binary_search(chosen.begin(), chosen.end(), id)) {
        consider(with(chosen, id));
      }
    }
    for (const CandidateId member : chosen) {
      for (const CandidateId longer : problem.extensions(member)) {
        consider(with(without(chosen, member), longer));
      }
    }
    if (best.ratio <= 0) break;
    chosen = best.set;
    cost = best.cost;
  }
  return {chosen, cost, problem.planner_calls()};
}

}  // namespace tend::index::test
