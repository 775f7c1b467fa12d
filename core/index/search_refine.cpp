// SPDX-License-Identifier: PostgreSQL
// Local search around a grown configuration: what greed took first may stand in the way of two
// better ones. Part of ConfigurationSearch; source and tests: search.h.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

#include "core/index/search.h"

namespace tend::index {

namespace {

// Size of the neighbourhood searched: members times pool. Beyond it a pass costs more planning than
// the few per mille it finds are worth; greed alone is close to the best there.
constexpr std::size_t kMaxNeighbours = 10000;
// Members beyond which regrowing without each is not tried, for the same reason.
constexpr std::size_t kMaxRegrown = 40;

// Pool beyond which single starts are not tried: each grows a whole configuration.
constexpr std::size_t kMaxStarts = 48;

}  // namespace

std::optional<Evaluation> ConfigurationSearch::best_exchange(const Evaluation& from) {
  if (from.set.size() * seeds_.pool.size() > kMaxNeighbours) return std::nullopt;
  std::optional<Evaluation> best;
  for (const CandidateId leaving : from.set) {
    if (!has_effort()) break;
    const std::optional<Evaluation> without = cost_.moved(
        from,
        [&] {
          std::vector<CandidateId> rest = from.set;
          std::erase(rest, leaving);
          return rest;
        }(),
        run_);
    if (!without) return best;
    for (const CandidateId entering : seeds_.pool) {
      if (entering == leaving) continue;
      Move move{.add = {entering}, .remove = {}, .bytes = {}};
      describe(move, *without, Greed::kGain);
      const Cost bar = (best ? best->total() : from.total()) - noise_;
      if (without->total() - Cost(move.promise) >= bar || !fits(*without, move)) continue;
      std::optional<Evaluation> to = evaluated(*without, move);
      if (!to) return best;
      if (to->total() < bar && worthwhile(*without, *to)) best = std::move(to);
    }
  }
  return best;
}

std::optional<Evaluation> ConfigurationSearch::best_regrowth(const Evaluation& from) {
  if (from.set.size() > kMaxRegrown) return std::nullopt;
  std::optional<Evaluation> best;
  for (const CandidateId leaving : from.set) {
    if (!has_effort()) break;
    std::vector<CandidateId> rest = from.set;
    std::erase(rest, leaving);
    std::optional<Evaluation> without = cost_.moved(from, std::move(rest), run_);
    if (!without) return best;
    for (const Greed greed : {Greed::kGainPerByte, Greed::kGain}) {
      Evaluation to = pruned(grown(*without, greed, {leaving}));
      const Cost bar = (best ? best->total() : from.total()) - noise_;
      if (to.total() < bar) best = std::move(to);
    }
  }
  return best;
}

Evaluation ConfigurationSearch::restarted(Evaluation from) {
  if (seeds_.pool.size() > kMaxStarts) return from;
  const Evaluation today = cost_.today();
  for (const CandidateId first : seeds_.pool) {
    Move move{.add = {first}, .remove = {}, .bytes = {}};
    describe(move, today, Greed::kGain);
    if (!fits(today, move)) continue;
    const std::optional<Evaluation> start = evaluated(today, move);
    if (!start) break;
    for (const Greed greed : {Greed::kGainPerByte, Greed::kGain}) {
      Evaluation to = pruned(grown(*start, greed));
      if (to.total() < from.total() - noise_) from = std::move(to);
    }
  }
  return from;
}

bool ConfigurationSearch::as_good(const Evaluation& shorter, const Evaluation& longer,
                                  Indifference indifference) const {
  const Evaluation today = cost_.today();
  for (std::size_t query = 0; query < today.per_query.size(); ++query) {
    const Cost loss = shorter.per_query[query] - longer.per_query[query];
    const Cost allowed =
        indifference == Indifference::kRounding
            ? today.per_query[query] * kNoiseShare
            : std::min(today.per_query[query] * kIndifferentShare, kIndifferentCost);
    if (loss > allowed) return false;
  }
  return true;
}

Evaluation ConfigurationSearch::shortened(Evaluation from) {
  // Compared with what was found, not with the step before: small losses must not add up.
  const Evaluation found = from;
  for (const CandidateId longer : found.set) {
    std::vector<CandidateId> shorter = subsumed_[longer];
    const auto columns = [&](CandidateId id) {
      const IndexDefinition& index = cost_.candidates()[id].definition;
      return std::pair(index.keys.size() + index.include.size(), index.keys.size());
    };
    std::stable_sort(shorter.begin(), shorter.end(),
                     [&](CandidateId a, CandidateId b) { return columns(a) < columns(b); });
    for (const CandidateId candidate : shorter) {
      std::vector<CandidateId> set = from.set;
      std::erase(set, longer);
      set.insert(std::lower_bound(set.begin(), set.end(), candidate), candidate);
      set.erase(std::unique(set.begin(), set.end()), set.end());
      std::optional<Evaluation> to = cost_.moved(from, std::move(set), run_);
      if (!to) return from;
      // A key made payload leaves the index as large, so nothing pays for a loss.
      const bool fewer = columns(candidate).first < columns(longer).first;
      if (!as_good(*to, found, fewer ? Indifference::kErrorOfEstimate : Indifference::kRounding)) {
        continue;
      }
      from = std::move(*to);
      break;
    }
  }
  return from;
}

Evaluation ConfigurationSearch::refined(Evaluation from, std::optional<long> effort) {
  if (effort) effort_end_ = cost_.looked_at() + *effort;
  while (!run_.must_stop() && has_effort()) {
    std::optional<Evaluation> better = best_exchange(from);
    if (!better) better = best_regrowth(from);
    if (!better) break;
    // What the exchange made room for, and what it made superfluous.
    Evaluation next = pruned(grown(std::move(*better), Greed::kGainPerByte));
    // Shedding may give back what was won; without real progress the search would go round.
    if (next.total() >= from.total() - noise_) break;
    from = std::move(next);
  }
  return from;
}

}  // namespace tend::index
