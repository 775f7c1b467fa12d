// SPDX-License-Identifier: PostgreSQL
// Two calls a statement as a rule: the winners, and the runners-up without them, which are what a
// tight budget falls back on. Source: docs/methods/index-advice.md#seeds.
// Tested by tests/unit/index/seeds_test.cpp.
#include "core/index/seeds.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace tend::index {

namespace {

// Rounds of winners per statement: the best and, in small workloads, the best without those.
constexpr int kRounds = 2;
// Relatives that one winner brings into the pool, of those larger than itself and of the others.
constexpr std::size_t kMaxRelatives = 6;

std::vector<CandidateId> without(const std::vector<CandidateId>& ids,
                                 const std::set<CandidateId>& banned) {
  std::vector<CandidateId> left;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(left),
               [&](CandidateId id) { return !banned.contains(id); });
  return left;
}

// Candidates on the same table that are the same index in another cut: a prefix, an extension, the
// same keys in another order or with another predicate, or a key turned into a predicate.
class Relatives {
 public:
  explicit Relatives(const std::vector<Candidate>& candidates) : candidates_(candidates) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      by_relation_[candidates[i].definition.relation].push_back(static_cast<CandidateId>(i));
      key_sets_.push_back(key_set(candidates[i].definition));
      column_sets_.push_back(columns_of(candidates[i].definition));
    }
  }

  std::vector<CandidateId> of(CandidateId winner) const {
    std::vector<CandidateId> found;
    std::size_t larger = 0, others = 0;
    for (const CandidateId id : by_relation_.at(candidates_[winner].definition.relation)) {
      if (id == winner || !are_related(winner, id)) continue;
      const bool is_larger = candidates_[id].size.size > candidates_[winner].size.size;
      if (++(is_larger ? larger : others) <= kMaxRelatives) found.push_back(id);
    }
    return found;
  }

 private:
  bool are_related(CandidateId one, CandidateId other) const {
    return key_sets_[one] == key_sets_[other] || column_sets_[one] == column_sets_[other] ||
           subsumes(candidates_[one].definition, candidates_[other].definition) ||
           subsumes(candidates_[other].definition, candidates_[one].definition);
  }

  static std::string key_set(const IndexDefinition& definition) {
    std::set<std::string> terms;
    for (const KeyPart& key : definition.keys) terms.insert(key.term.text);
    std::string text;
    for (const std::string& term : terms) text += term + "\n";
    return text;
  }

  const std::vector<Candidate>& candidates_;
  std::map<RelationId, std::vector<CandidateId>> by_relation_;
  std::vector<std::string> key_sets_;
  std::vector<std::vector<int>> column_sets_;
};

}  // namespace

Winners find_winners(CostCache& cache, const std::set<CandidateId>& banned, const RunLimit& limit) {
  Winners winners;
  std::set<CandidateId> seen, best;
  const int rounds = cache.is_large() ? 1 : kRounds;
  for (const std::size_t query : by_weight(cache.queries())) {
    const auto first = cache.first_relevant(query);
    std::vector<CandidateId> offered = without({first.begin(), first.end()}, banned);
    for (int round = 0; round < rounds && !offered.empty() && !limit.must_stop(); ++round) {
      const std::vector<CandidateId> used =
          (round == 0 ? cache.survey(query, offered) : cache.plan(query, offered)).used;
      if (used.empty()) break;
      winners.sets.insert(used);
      for (const CandidateId id : used) {
        if (seen.insert(id).second) winners.heaviest_first.push_back(id);
        if (round == 0 && best.insert(id).second) winners.best.push_back(id);
      }
      offered = without(offered, {used.begin(), used.end()});
    }
  }
  return winners;
}

Seeds plant_seeds(CostCache& cache, const WorkloadCost& cost, const std::set<CandidateId>& banned,
                  const RunLimit& limit) {
  const Winners winners = find_winners(cache, banned, limit);
  const Relatives relatives(cost.candidates());
  std::set<CandidateId> pool(winners.heaviest_first.begin(), winners.heaviest_first.end());
  for (const CandidateId winner : winners.heaviest_first) {
    const std::vector<CandidateId> related = without(relatives.of(winner), banned);
    pool.insert(related.begin(), related.end());
  }
  // What was merged of winners needs no plan of its own to be worth a try.
  for (std::size_t query = 0; query < cache.query_count(); ++query) {
    const std::vector<CandidateId>& all = cache.relevant(query);
    const auto merged = static_cast<std::ptrdiff_t>(cache.first_relevant(query).size());
    const std::vector<CandidateId> more = without({all.begin() + merged, all.end()}, banned);
    pool.insert(more.begin(), more.end());
  }
  return {.winners = {winners.sets.begin(), winners.sets.end()},
          .pool = {pool.begin(), pool.end()},
          .banned = banned};
}

}  // namespace tend::index
