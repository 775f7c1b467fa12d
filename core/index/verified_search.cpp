// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/verified_search_test.cpp and tests/oracle/peers_test.cpp.
#include "core/index/verified_search.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "core/index/plan_guess.h"

namespace tend::index {

namespace {

// Rounds of guessing and asking. Each asks at most one call a statement, the later ones few.
constexpr int kMaxRounds = 10;
// Share of the cost that a round must win for another one of its kind: the planner itself takes
// paths within 1 % for equal (STD_FUZZ_FACTOR).
constexpr double kLeastProgress = 0.01;

// Calls a statement that the last look at single candidates may take, on the mean.
constexpr double kLastCalls = 1;
// Single keys put to the planner for one statement: one of twenty joins would ask for twenty.
constexpr std::size_t kMaxSingles = 8;

// A table and the spelling of an index's first key.
using Beginning = std::pair<RelationId, std::string>;

Beginning beginning_of(const IndexDefinition& index) {
  IndexDefinition first;
  first.keys = {index.keys.front()};
  return {index.relation, canonical_text(first)};
}

// The candidates of one plain key each.
std::map<Beginning, CandidateId> single_keys(const std::vector<Candidate>& candidates) {
  std::map<Beginning, CandidateId> singles;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const IndexDefinition& index = candidates[i].definition;
    if (index.keys.size() > 1 || !index.include.empty() || !index.predicate.empty()) continue;
    singles.emplace(beginning_of(index), static_cast<CandidateId>(i));
  }
  return singles;
}

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

  // What the index on the first key of its winners alone is worth to a statement, where several
  // statements could share it.
  void ask_for_single_keys() {
    std::vector<std::vector<CandidateId>> winners;
    std::map<Beginning, int> sharing;
    for (std::size_t query = 0; query < cache_.query_count() && !run_.must_stop(); ++query) {
      winners.push_back(cache_.plan(query, cache_.first_relevant(query)).used);
      for (const CandidateId id : winners.back()) ++sharing[beginning(id)];
    }
    const std::map<Beginning, CandidateId> singles = single_keys(cost_.candidates());
    for (std::size_t query = 0; query < winners.size() && !run_.must_stop(); ++query) {
      for (const Beginning& each : most_shared(winners[query], sharing)) {
        const auto single = singles.find(each);
        if (single == singles.end() || seeds_.banned.contains(single->second)) continue;
        add_winners(cache_.plan(query, std::span(&single->second, 1)).used);
      }
    }
  }

  // Grown from nothing as long as that makes progress, then exchanged; what is left over is
  // dropped.
  Evaluation best() {
    bool from_nothing = true;
    for (int round = 0; round < kMaxRounds && !run_.must_stop(); ++round) {
      const Evaluation guess = guessed(from_nothing);
      const bool promising = guess.total() < best_.total() - cost_.today().total() * kNoiseShare;
      const bool progress = promising && verify(guess);
      if (!progress && !std::exchange(from_nothing, false)) break;
    }
    look_once_more();
    drop_idle();
    return best_;
  }

 private:
  // How the winners begin that others' begin with as well, the most shared first.
  std::vector<Beginning> most_shared(const std::vector<CandidateId>& winners,
                                     std::map<Beginning, int>& sharing) const {
    std::vector<Beginning> beginnings;
    for (const CandidateId id : winners) {
      if (sharing[beginning(id)] > 1) beginnings.push_back(beginning(id));
    }
    std::stable_sort(
        beginnings.begin(), beginnings.end(),
        [&](const Beginning& a, const Beginning& b) { return sharing[a] > sharing[b]; });
    if (beginnings.size() > kMaxSingles) beginnings.resize(kMaxSingles);
    return beginnings;
  }

  Beginning beginning(CandidateId id) const {
    return beginning_of(cost_.candidates()[id].definition);
  }

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

  // The best configuration by guesses; no planner call.
  Evaluation guessed(bool from_nothing) {
    const Kinship kinship = kinship_of(cost_.candidates(), seeds_.pool);
    cache_.guess_by(&kinship);
    ConfigurationSearch search(cost_, seeds_, limits_, run_);
    Evaluation guess = from_nothing ? grown(search) : search.exchanged(best_);
    cache_.guess_by(nullptr);
    return guess;
  }

  Evaluation grown(ConfigurationSearch& search) const {
    Evaluation choice = search.pruned(search.grown(cost_.today(), Greed::kGainPerByte));
    if (!limits_.storage_budget && !limits_.max_indexes) return choice;
    Evaluation by_gain = search.pruned(search.grown(cost_.today(), Greed::kGain));
    return by_gain.total() < choice.total() ? by_gain : choice;
  }

  bool fits(CandidateId id) const {
    const Bytes bytes = best_.bytes + cost_.candidates()[id].size.size;
    return (!limits_.storage_budget || bytes <= *limits_.storage_budget) &&
           (!limits_.max_indexes || static_cast<int>(best_.set.size()) < *limits_.max_indexes);
  }

  // Candidates that could still bring the least progress if every statement reached the least cost
  // it ever had; the most promising first.
  std::vector<CandidateId> promising() const {
    const Cost bar = (cost_.today().total() - best_.total()) * kLeastProgress;
    std::vector<std::pair<Cost, CandidateId>> found;
    for (CandidateId id = 0; id < cost_.candidates().size(); ++id) {
      if (std::binary_search(best_.set.begin(), best_.set.end(), id) || !fits(id)) continue;
      if (seeds_.banned.contains(id)) continue;
      const Cost gain = cost_.possible_gain(best_, {id});
      if (gain >= bar) found.emplace_back(gain, id);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<CandidateId> ids;
    ids.reserve(found.size());
    for (const auto& each : found) ids.push_back(each.second);
    return ids;
  }

  // Guesses too high have kept out what they concern; the planner is asked about the rest.
  void look_once_more() {
    const long last_call =
        cache_.planner_calls() +
        static_cast<long>(kLastCalls * static_cast<double>(cache_.query_count()));
    for (bool grew = true; grew;) {
      grew = false;
      const Cost bar = (cost_.today().total() - best_.total()) * kLeastProgress;
      for (const CandidateId id : promising()) {
        if (cache_.planner_calls() >= last_call) return;
        std::vector<CandidateId> set = best_.set;
        set.insert(std::lower_bound(set.begin(), set.end(), id), id);
        std::optional<Evaluation> larger = cost_.moved(best_, std::move(set), run_);
        if (!larger) return;
        if (best_.total() - larger->total() < bar) continue;
        best_ = std::move(*larger);
        grew = true;
        break;
      }
    }
  }

  // Each member's loss is a part of its evidence, so the calls this takes are not in vain. What
  // gains little by little stays: many small losses of one pruning after another add up.
  void drop_idle() {
    const Cost noise = cost_.today().total() * kNoiseShare;
    for (const CandidateId id : std::vector<CandidateId>(best_.set)) {
      std::vector<CandidateId> rest = best_.set;
      std::erase(rest, id);
      std::optional<Evaluation> without = cost_.moved(best_, std::move(rest), run_);
      if (!without) return;
      if (without->total() - best_.total() <= noise) best_ = std::move(*without);
    }
  }

  // Puts a guessed configuration to the planner. True if it is worth another round.
  bool verify(const Evaluation& guess) {
    std::optional<Evaluation> found = cost_.moved(cost_.today(), guess.set, run_);
    if (!found) return false;
    for (std::size_t query = 0; query < cache_.query_count(); ++query) {
      add_winners(cost_.plan(query, *found).used);
    }
    const bool progress = best_.total() - found->total() >= best_.total() * kLeastProgress;
    if (found->total() < best_.total()) best_ = std::move(*found);
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
  Rounds rounds(cache, cost, seeds, limits, run);
  rounds.ask_for_single_keys();
  return rounds.best();
}

}  // namespace tend::index
