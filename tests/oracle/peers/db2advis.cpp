// SPDX-License-Identifier: PostgreSQL
#include <algorithm>
#include <map>
#include <random>

#include "tests/oracle/peers/peers.h"

namespace tend::index::test {

namespace {

// Exchanges tried after the greedy choice, and how many indexes one takes out at most. The paper
// bounds them by time; a number makes the choice repeatable.
constexpr int kVariations = 100;
constexpr int kMaxRemoved = 4;
constexpr unsigned kSeed = 20001;

struct Rated {
  CandidateId id;
  double benefit;
};

double per_byte(const PeerProblem& problem, const Rated& one) {
  return one.benefit / problem.candidates()[one.id].size.size.value();
}

// What the statements use when offered everything, with the benefit of the statements that use it.
std::vector<Rated> rated_candidates(PeerProblem& problem) {
  std::map<CandidateId, double> benefit;
  for (std::size_t query = 0; query < problem.query_count(); ++query) {
    const Configuration& all = problem.relevant(query);
    const double gain = problem.cost_of(query, {}) - problem.cost_of(query, all);
    for (const CandidateId id : problem.used_by(query, all)) benefit[id] += gain;
  }
  std::vector<Rated> rated;
  for (const auto& [id, gain] : benefit) {
    if (gain > 0) rated.push_back({id, gain});
  }
  std::stable_sort(rated.begin(), rated.end(), [&](const Rated& a, const Rated& b) {
    return per_byte(problem, a) > per_byte(problem, b);
  });
  return rated;
}

// A prefix of a better index gives its benefit to it.
std::vector<Rated> combined(const PeerProblem& problem, std::vector<Rated> rated) {
  std::vector<Rated> kept;
  for (const Rated& one : rated) {
    const auto wider = std::find_if(kept.begin(), kept.end(), [&](const Rated& other) {
      return problem.leads(one.id, other.id);
    });
    if (wider != kept.end()) {
      wider->benefit += one.benefit;
    } else {
      kept.push_back(one);
    }
  }
  return kept;
}

Configuration filled(const PeerProblem& problem, Configuration set, const std::vector<Rated>& rated,
                     std::optional<Bytes> budget) {
  for (const Rated& one : rated) {
    Configuration larger = with(set, one.id);
    if (problem.fits(larger, budget)) set = std::move(larger);
  }
  return set;
}

}  // namespace

PeerChoice db2advis(PeerProblem& problem, std::optional<Bytes> budget) {
  std::vector<Rated> rated = combined(problem, rated_candidates(problem));
  Configuration chosen = filled(problem, {}, rated, budget);
  double cost = problem.cost(chosen);
  std::mt19937 engine(kSeed);
  for (int round = 0; round < kVariations && chosen.size() < rated.size(); ++round) {
    Configuration varied = chosen;
    const unsigned removals = 1 + engine() % kMaxRemoved;
    for (unsigned i = 0; i < removals && !varied.empty(); ++i) {
      varied = without(varied, varied[engine() % varied.size()]);
    }
    std::vector<Rated> shuffled = rated;
    for (std::size_t i = shuffled.size(); i > 1; --i) {
      std::swap(shuffled[i - 1], shuffled[engine() % i]);
    }
    varied = filled(problem, std::move(varied), shuffled, budget);
    const double reached = problem.cost(varied);
    if (reached < cost) {
      chosen = std::move(varied);
      cost = reached;
    }
  }
  return {chosen, cost, problem.planner_calls()};
}

}  // namespace tend::index::test
