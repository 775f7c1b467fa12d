// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/verified_search_test.cpp and tests/oracle/peers_test.cpp.
#include "core/index/verified_search.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tend::index {

namespace {

// Rounds of composing and asking. Each asks at most one call a statement, the later ones few.
constexpr int kMaxRounds = 10;
// Share of the cost that a round must win for another one of its kind: the planner itself takes
// paths within 1 % for equal (STD_FUZZ_FACTOR).
constexpr double kLeastProgress = 0.01;

// Share of the time left that one search by composed plans may take, so that what it has found can
// be put to the planner.
constexpr double kComposingShare = 0.4;

// Statements' costs that one search by composed plans may look at while it refines: about a second.
constexpr long kComposingEffort = 150000;

class Rounds {
 public:
  Rounds(CostCache& cache, WorkloadCost& cost, const Seeds& planted, const AdviseLimits& limits,
         const RunLimit& run)
      : cache_(cache),
        cost_(cost),
        seeds_(planted),
        limits_(limits),
        run_(run),
        best_(cost.today()) {}

  // Chosen by composed plans and put to the planner, again and again, as each answer corrects them.
  Evaluation best() {
    for (int round = 0; round < kMaxRounds && !run_.must_stop(); ++round) {
      const Evaluation choice = composed();
      const Cost least = best_.total() * (round == 0 ? kNoiseShare : kLeastProgress);
      if (best_.total() - choice.total() < least || !verify(choice)) break;
    }
    return best_;
  }

 private:
  void add_winners(const std::vector<CandidateId>& used) {
    if (used.empty()) return;
    std::vector<std::vector<CandidateId>>& known = seeds_.winners;
    if (std::find(known.begin(), known.end(), used) != known.end()) return;
    known.push_back(used);
    std::vector<CandidateId> pool;
    std::set_union(seeds_.pool.begin(), seeds_.pool.end(), used.begin(), used.end(),
                   std::back_inserter(pool));
    seeds_.pool = std::move(pool);
  }

  // The best configuration by composed plans; no planner call.
  Evaluation composed() {
    cache_.answer_by(CostCache::Answers::kComposed);
    const RunLimit part = run_.part(kComposingShare);
    ConfigurationSearch search(cost_, seeds_, limits_, part);
    Evaluation choice = search.pruned(search.grown(cost_.today(), Greed::kGainPerByte));
    if (limits_.storage_budget || limits_.max_indexes) {
      Evaluation by_gain = search.pruned(search.grown(cost_.today(), Greed::kGain));
      if (by_gain.total() < choice.total()) choice = std::move(by_gain);
    }
    choice = search.shortened(search.refined(std::move(choice), kComposingEffort));
    return choice;
  }

  // Puts a composed choice to the planner; what time is left for, the rest stays as composed. True
  // if it is worth another round.
  bool verify(const Evaluation& choice) {
    cache_.answer_by(CostCache::Answers::kPlanner, &run_);
    Evaluation found = cost_.moved(cost_.today(), choice.set);
    for (std::size_t query = 0; query < cache_.query_count(); ++query) {
      add_winners(cost_.plan(query, found).used);
    }
    const bool progress = best_.total() - found.total() >= best_.total() * kLeastProgress;
    if (found.total() < best_.total()) best_ = std::move(found);
    return progress;
  }

  CostCache& cache_;
  WorkloadCost& cost_;
  Seeds seeds_;
  const AdviseLimits& limits_;
  const RunLimit& run_;
  Evaluation best_;
};

}  // namespace

Evaluation verified_choice(CostCache& cache, WorkloadCost& cost, const Seeds& seeds,
                           const AdviseLimits& limits, const RunLimit& run) {
  return Rounds(cache, cost, seeds, limits, run).best();
}

}  // namespace tend::index
