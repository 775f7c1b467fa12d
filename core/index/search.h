// SPDX-License-Identifier: PostgreSQL
// The moves of index selection: grow a configuration greedily, and shed what does not earn its
// place.
//
// Source: docs/methods/index-advice.md#selection; Schlosser, Kossmann and Boissier, "Efficient
// scalable multi-attribute index selection using recursive strategies", ICDE 2019 (gain per byte).
// Tested by tests/unit/index/search_test.cpp and tests/oracle/selection_oracle_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/index/advise.h"
#include "core/index/seeds.h"
#include "core/index/workload_cost.h"

namespace tend::index {

// An index must make at least one statement this much cheaper: what moves less is within the
// error of the estimates.
inline constexpr double kMinQueryGain = 0.05;
// Share of the workload's cost below which a gain is rounding.
inline constexpr double kNoiseShare = 1e-6;

// What decides nothing between two indexes of which one is the longer: at most this share of a
// statement's cost today (the planner takes paths within 1 % for equal, its STD_FUZZ_FACTOR) and at
// most two pages read at random (at the server's default of 4 each). What hangs on less, an
// index-only scan of a handful of rows for one, changes with the next ANALYZE.
inline constexpr double kIndifferentShare = 0.01;
inline constexpr Cost kIndifferentCost{8};

// What a growing configuration maximizes at each step.
enum class Greed { kGainPerByte, kGain };

class ConfigurationSearch {
 public:
  // REQUIRES: all arguments outlive this object; no banned candidate is in the seeds.
  ConfigurationSearch(WorkloadCost& cost, const Seeds& seeds, const AdviseLimits& limits,
                      const RunLimit& run);

  // Adds the best move until none improves or fits. A move adds one candidate of the pool, or one
  // statement's winners together, and removes what the new ones subsume.
  //   avoid  candidates left out this time
  Evaluation grown(Evaluation from, Greed greed, const std::set<CandidateId>& avoid = {});

  // Removes, least loss first, what does not earn its place.
  Evaluation pruned(Evaluation from);

  // Exchanges single members for single candidates, and regrows without one member, as long as
  // that improves.
  //   effort  statements' costs that may be looked at, about; absent = no limit
  Evaluation refined(Evaluation from, std::optional<long> effort = {});

  // Takes a shorter index, one that leads with the same keys, wherever no statement gets dearer by
  // more than kIndifferentShare of its cost today or kIndifferentCost; and payload instead of keys
  // wherever no statement gets dearer at all.
  Evaluation shortened(Evaluation from);

  // The best of growing from each single candidate of the pool, for limits so tight that the first
  // step decides; `from` if none is better. Only a small pool is tried.
  Evaluation restarted(Evaluation from);

  // True if only the budget, or only the number of indexes, kept a worthwhile move out.
  bool budget_binds(const Evaluation& at);
  bool count_binds(const Evaluation& at);

  Cost noise() const { return noise_; }

 private:
  struct Move {
    std::vector<CandidateId> add;     // ascending
    std::vector<CandidateId> remove;  // ascending
    Bytes bytes;                      // change of size
    double promise = 0;               // upper bound of the score
  };
  // Scores of moves by what they add. One is fresh until a move is made that shares a table or a
  // statement with it; then it is what the move was worth, and at most that as a rule.
  struct Score {
    double value = 0;
    bool fresh = true;
  };
  using Scores = std::map<std::vector<CandidateId>, Score>;
  double score(const Evaluation& from, const Move& move, Greed greed);
  const Move* best_move(const Evaluation& from, std::vector<Move>& all, Greed greed,
                        Scores& scores);
  void age(Scores& scores, const Move& made) const;
  std::vector<Move> moves(const Evaluation& from, Greed greed, const std::set<CandidateId>& avoid);
  void describe(Move& move, const Evaluation& from, Greed greed) const;
  std::optional<Evaluation> evaluated(const Evaluation& from, const Move& move);
  // What a statement may lose to a shorter index.
  enum class Indifference { kErrorOfEstimate, kRounding };
  bool as_good(const Evaluation& shorter, const Evaluation& longer,
               Indifference indifference) const;
  bool worthwhile(const Evaluation& from, const Evaluation& to) const;
  bool fits_bytes(Bytes bytes) const;
  bool fits_count(std::size_t count) const;
  bool fits(const Evaluation& from, const Move& move) const;
  template <class Blocked>
  bool is_bound(const Evaluation& at, Blocked blocked);
  std::optional<Evaluation> best_exchange(const Evaluation& from);
  std::optional<Evaluation> best_regrowth(const Evaluation& from);
  bool has_effort() const { return !effort_end_ || cost_.looked_at() < *effort_end_; }

  WorkloadCost& cost_;
  const Seeds& seeds_;
  const AdviseLimits& limits_;
  const RunLimit& run_;
  Cost noise_;
  std::optional<long> effort_end_;                  // of looked_at(); refined() ends there
  std::vector<std::vector<CandidateId>> subsumed_;  // by candidate, within the pool
};

}  // namespace tend::index
