// SPDX-License-Identifier: PostgreSQL
// Greedy growth with bounds: moves are tried in the order of what they could gain at most, and the
// rest is left alone once the best score found exceeds every remaining promise.
//
// Source: docs/methods/index-advice.md#selection. Tested by tests/unit/index/search_test.cpp and
// tests/oracle/selection_oracle_test.cpp.
#include "core/index/search.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace tend::index {

namespace {

// Pool up to which every touched move is scored anew after each step. In a larger one gains are
// taken to shrink as the configuration grows, so that an old score bounds the new one; that spares
// nine calls out of ten and misses only pairs, which have moves of their own.
constexpr std::size_t kMaxRescored = 100;

// A move that frees bytes, or needs none, is divided by one page: no index is smaller.
double score_of(Cost gain, Bytes bytes, Greed greed) {
  if (greed == Greed::kGain) return gain.value();
  return gain / Cost(1) / static_cast<double>(std::max(bytes, kPageSize).value());
}

bool contains(const std::vector<CandidateId>& ids, CandidateId id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

std::vector<CandidateId> difference(const std::vector<CandidateId>& ids,
                                    const std::vector<CandidateId>& removed) {
  std::vector<CandidateId> left;
  std::set_difference(ids.begin(), ids.end(), removed.begin(), removed.end(),
                      std::back_inserter(left));
  return left;
}

std::vector<CandidateId> united(const std::vector<CandidateId>& a,
                                const std::vector<CandidateId>& b) {
  std::vector<CandidateId> both;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

}  // namespace

ConfigurationSearch::ConfigurationSearch(WorkloadCost& cost, const Seeds& seeds,
                                         const AdviseLimits& limits, const RunLimit& run)
    : cost_(cost), seeds_(seeds), limits_(limits), run_(run) {
  noise_ = cost.today().total() * kNoiseShare;
  subsumed_.resize(cost.candidates().size());
  std::map<RelationId, std::vector<CandidateId>> by_relation;
  for (const CandidateId id : seeds.pool) {
    by_relation[cost.candidates()[id].definition.relation].push_back(id);
  }
  for (const auto& [relation, ids] : by_relation) {
    for (const CandidateId wide : ids) {
      for (const CandidateId narrow : ids) {
        if (wide != narrow &&
            subsumes(cost.candidates()[wide].definition, cost.candidates()[narrow].definition)) {
          subsumed_[wide].push_back(narrow);
        }
      }
    }
  }
}

Evaluation ConfigurationSearch::grown(Evaluation from, Greed greed,
                                      const std::set<CandidateId>& avoid) {
  Scores scores;
  while (!run_.must_stop()) {
    std::vector<Move> all = moves(from, greed, avoid);
    const Move* best = best_move(from, all, greed, scores);
    if (best == nullptr && !std::exchange(scores, {}).empty()) {
      // Nothing left by the aged scores: one look without them, for what became worth more.
      best = best_move(from, all, greed, scores);
    }
    if (best == nullptr) break;
    // Its plans are all known from scoring it, so a limit reached meanwhile cannot lose it.
    from = cost_.moved(from, united(difference(from.set, best->remove), best->add));
    age(scores, *best);
  }
  return from;
}

// The move of the highest score, or none that is worth making. Moves are tried by what they promise
// at most; aged scores lower the promise, and a fresh one above all promises left has won.
const ConfigurationSearch::Move* ConfigurationSearch::best_move(const Evaluation& from,
                                                                std::vector<Move>& all, Greed greed,
                                                                Scores& scores) {
  for (Move& move : all) {
    const auto known = scores.find(move.add);
    if (known != scores.end()) move.promise = std::min(move.promise, known->second.value);
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Move& a, const Move& b) { return a.promise > b.promise; });
  const Move* best = nullptr;
  double best_score = 0;
  for (const Move& move : all) {
    if (move.promise <= best_score || run_.must_stop()) break;
    Score& known = scores.try_emplace(move.add, Score{.fresh = false}).first->second;
    if (!known.fresh) known = {.value = score(from, move, greed), .fresh = true};
    if (known.value > best_score) {
      best_score = known.value;
      best = &move;
    }
  }
  return best;
}

// Zero for a move that is not worth making.
double ConfigurationSearch::score(const Evaluation& from, const Move& move, Greed greed) {
  const std::optional<Evaluation> to = evaluated(from, move);
  if (!to || !worthwhile(from, *to)) return 0;
  return score_of(from.total() - to->total(), move.bytes, greed);
}

void ConfigurationSearch::age(Scores& scores, const Move& made) const {
  const std::vector<CandidateId> changed = united(made.add, made.remove);
  const auto touches = [&](CandidateId one) {
    return std::any_of(changed.begin(), changed.end(),
                       [&](CandidateId other) { return cost_.interact(one, other); });
  };
  const auto is_touched = [&](const auto& scored) {
    return std::any_of(scored.first.begin(), scored.first.end(), touches);
  };
  if (seeds_.pool.size() <= kMaxRescored) {
    std::erase_if(scores, is_touched);
    return;
  }
  for (auto& scored : scores) {
    if (scored.second.fresh && is_touched(scored)) scored.second.fresh = false;
  }
}

std::vector<ConfigurationSearch::Move> ConfigurationSearch::moves(
    const Evaluation& from, Greed greed, const std::set<CandidateId>& avoid) {
  std::vector<Move> all;
  const auto consider = [&](std::vector<CandidateId> add) {
    const bool avoided =
        std::any_of(add.begin(), add.end(), [&](CandidateId id) { return avoid.contains(id); });
    if (add.empty() || avoided) return;
    Move move{.add = std::move(add), .remove = {}, .bytes = {}};
    describe(move, from, greed);
    if (move.promise > 0 && fits(from, move)) all.push_back(std::move(move));
  };
  for (const CandidateId id : seeds_.pool) {
    if (!contains(from.set, id)) consider({id});
  }
  for (const std::vector<CandidateId>& winners : seeds_.winners) {
    std::vector<CandidateId> missing = difference(winners, from.set);
    if (missing.size() > 1) consider(std::move(missing));
  }
  return all;
}

void ConfigurationSearch::describe(Move& move, const Evaluation& from, Greed greed) const {
  const std::vector<Candidate>& candidates = cost_.candidates();
  for (const CandidateId id : move.add) {
    move.bytes += candidates[id].size.size;
    for (const CandidateId narrow : subsumed_[id]) {
      if (contains(from.set, narrow)) move.remove.push_back(narrow);
    }
  }
  std::sort(move.remove.begin(), move.remove.end());
  move.remove.erase(std::unique(move.remove.begin(), move.remove.end()), move.remove.end());
  for (const CandidateId id : move.remove) move.bytes -= candidates[id].size.size;
  // Dropping what is subsumed saves upkeep as well, all of it at the most.
  const Cost saved_upkeep = (move.remove.empty() ? Cost(0) : std::max(from.writes, Cost(0))) +
                            cost_.writes().most_relieved(move.add);
  move.promise = score_of(cost_.possible_gain(from, move.add) + saved_upkeep, move.bytes, greed);
}

std::optional<Evaluation> ConfigurationSearch::evaluated(const Evaluation& from, const Move& move) {
  return cost_.moved(from, united(difference(from.set, move.remove), move.add), run_);
}

bool ConfigurationSearch::worthwhile(const Evaluation& from, const Evaluation& to) const {
  return from.total() - to.total() > noise_ && cost_.best_query_gain(from, to) >= kMinQueryGain;
}

bool ConfigurationSearch::fits_bytes(Bytes bytes) const {
  return !limits_.storage_budget || bytes <= *limits_.storage_budget;
}

bool ConfigurationSearch::fits_count(std::size_t count) const {
  return !limits_.max_indexes ||
         count <= static_cast<std::size_t>(std::max(*limits_.max_indexes, 0));
}

bool ConfigurationSearch::fits(const Evaluation& from, const Move& move) const {
  return fits_bytes(from.bytes + move.bytes) &&
         fits_count(from.set.size() + move.add.size() - move.remove.size());
}

Evaluation ConfigurationSearch::pruned(Evaluation from) {
  while (!run_.must_stop()) {
    std::optional<Evaluation> best;
    for (const CandidateId id : from.set) {
      std::optional<Evaluation> to = cost_.moved(from, difference(from.set, {id}), run_);
      if (!to) break;
      if (worthwhile(*to, from)) continue;
      if (!best || to->total() < best->total()) best = std::move(to);
    }
    if (!best) break;
    from = std::move(*best);
  }
  return from;
}

template <class Blocked>
bool ConfigurationSearch::is_bound(const Evaluation& at, Blocked blocked) {
  for (const CandidateId id : seeds_.pool) {
    if (contains(at.set, id)) continue;
    Move move{.add = {id}, .remove = {}, .bytes = {}};
    describe(move, at, Greed::kGain);
    if (move.promise <= noise_.value() || !blocked(move)) continue;
    const std::optional<Evaluation> to = evaluated(at, move);
    if (!to) return false;
    if (worthwhile(at, *to)) return true;
  }
  return false;
}

bool ConfigurationSearch::budget_binds(const Evaluation& at) {
  return limits_.storage_budget.has_value() &&
         is_bound(at, [&](const Move& move) { return !fits_bytes(at.bytes + move.bytes); });
}

bool ConfigurationSearch::count_binds(const Evaluation& at) {
  return limits_.max_indexes.has_value() && is_bound(at, [&](const Move& move) {
           return !fits_count(at.set.size() + move.add.size() - move.remove.size());
         });
}

}  // namespace tend::index
