// SPDX-License-Identifier: PostgreSQL
// Grow by gain per byte and by gain alone, shed, refine, keep the better of both.
//
// Source: docs/methods/index-advice.md#selection.
// Tested by tests/unit/index/selection_test.cpp and tests/oracle/selection_oracle_test.cpp.
#include "core/index/selection.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/index/verified_search.h"

namespace tend::index {

namespace {

// A dismissed index comes back when it is worth at least this many times what it was.
constexpr double kDismissalFactor = 2;

// Without limits both kinds of greed meet the same gains, so one road is enough.
bool is_limited(const AdviseLimits& limits) {
  return limits.storage_budget.has_value() || limits.max_indexes.has_value();
}

// The search that puts every move to the planner.
Evaluation asked_choice(CostCache& cache, WorkloadCost& cost, const Seeds& seeds,
                        const AdviseLimits& limits, const RunLimit& run) {
  cache.expect(seeds.pool);
  ConfigurationSearch search(cost, seeds, limits, run);
  const auto from_nothing = [&](Greed greed) {
    return search.pruned(search.grown(cost.today(), greed));
  };
  Evaluation chosen = from_nothing(Greed::kGainPerByte);
  if (is_limited(limits)) {
    Evaluation by_gain = from_nothing(Greed::kGain);
    if (by_gain.total() < chosen.total()) chosen = std::move(by_gain);
    chosen = search.restarted(std::move(chosen));
  }
  return search.shortened(search.refined(std::move(chosen)));
}

// Without the members that the set would miss by less than `least`, the least missed first: what
// can stand in for them is missed the more afterwards.
Evaluation without_idle(WorkloadCost& cost, Evaluation from, Cost least, const RunLimit& run) {
  while (!run.must_stop()) {
    std::optional<Evaluation> best;
    for (const CandidateId id : from.set) {
      std::vector<CandidateId> rest = from.set;
      std::erase(rest, id);
      std::optional<Evaluation> to = cost.moved(from, std::move(rest), run);
      if (!to) return from;
      if (to->total() - from.total() >= least) continue;
      if (!best || to->total() < best->total()) best = std::move(to);
    }
    if (!best) break;
    from = std::move(*best);
  }
  return from;
}

Selection select_once(CostCache& cache, WorkloadCost& cost, const AdviseLimits& limits,
                      const std::set<CandidateId>& banned, const RunLimit& run) {
  const Seeds seeds = plant_seeds(cache, cost, banned, run);
  const bool large = cache.is_large();
  Selection selection{.chosen = large ? verified_choice(cache, cost, seeds, limits, run)
                                      : asked_choice(cache, cost, seeds, limits, run)};
  if (large) cache.answer_by(CostCache::Answers::kComposedIfLight, &run);
  selection.chosen =
      without_idle(cost, std::move(selection.chosen),
                   cost.today().total() * std::max(kNoiseShare, limits.min_benefit), run);
  // Whether a limit binds is told by what is known, where asking would take as long as the search.
  if (large) cache.answer_by(CostCache::Answers::kComposed);
  ConfigurationSearch search(cost, seeds, limits, run);
  if (run.expired()) {
    selection.stopped_by = StoppedBy::kTimeLimit;
  } else if (search.budget_binds(selection.chosen)) {
    selection.stopped_by = StoppedBy::kStorageBudget;
  } else if (search.count_binds(selection.chosen)) {
    selection.stopped_by = StoppedBy::kMaxIndexes;
  }
  cache.answer_by(CostCache::Answers::kPlanner);
  return selection;
}

const Dismissal* dismissal_of(const std::vector<Dismissal>& dismissals,
                              const IndexDefinition& definition) {
  const std::string spelling = canonical_text(definition);
  const auto found = std::find_if(dismissals.begin(), dismissals.end(), [&](const Dismissal& each) {
    return each.relation == definition.relation && each.canonical == spelling;
  });
  return found == dismissals.end() ? nullptr : &*found;
}

// A member of the set that was turned down and has not gained enough since.
std::optional<CandidateId> still_dismissed(WorkloadCost& cost, const Evaluation& chosen,
                                           const std::vector<Dismissal>& dismissals) {
  const Cost today = cost.today().total();
  for (const CandidateId id : chosen.set) {
    const Dismissal* dismissal = dismissal_of(dismissals, cost.candidates()[id].definition);
    if (dismissal == nullptr) continue;
    std::vector<CandidateId> rest = chosen.set;
    std::erase(rest, id);
    const Cost loss = cost.moved(chosen, std::move(rest)).total() - chosen.total();
    if (loss / today < kDismissalFactor * dismissal->benefit) return id;
  }
  return std::nullopt;
}

}  // namespace

Selection select_indexes(CostCache& cache, WorkloadCost& cost, const AdviseLimits& limits,
                         const std::vector<Dismissal>& dismissals, const RunLimit& run) {
  std::set<CandidateId> banned;
  while (true) {
    Selection selection = select_once(cache, cost, limits, banned, run);
    const std::optional<CandidateId> dismissed =
        still_dismissed(cost, selection.chosen, dismissals);
    // Each round bans one more candidate, so the loop ends with the dismissals.
    if (!dismissed) return selection;
    banned.insert(*dismissed);
  }
}

}  // namespace tend::index
