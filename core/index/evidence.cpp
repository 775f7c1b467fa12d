// SPDX-License-Identifier: PostgreSQL
// One pass per index of the set. The costs of the set without it are mostly known from selection's
// last pruning, so evidence asks the planner for little.
//
// Tested by tests/unit/index/evidence_test.cpp.
#include "core/index/evidence.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/index/build_time.h"
#include "core/index/confidence.h"
#include "core/index/reason.h"
#include "core/index/rivals.h"

namespace tend::index {

namespace {

// Names tried before the last one is taken as it is; a table has fewer indexes than that.
constexpr int kMaxNameAttempts = 1000;
constexpr double kSecondsPerHour = 3600;

IndexEvidence gather(CandidateId id, const Evaluation& chosen, WorkloadCost& cost) {
  std::vector<CandidateId> rest = chosen.set;
  std::erase(rest, id);
  IndexEvidence evidence{.id = id, .without = cost.moved(chosen, std::move(rest)), .uses = {}};
  for (const std::size_t query : cost.queries_of(id)) {
    const std::vector<CandidateId>& used = cost.plan(query, chosen).used;
    if (!std::binary_search(used.begin(), used.end(), id)) continue;
    evidence.uses.push_back({.query = query,
                             .without = evidence.without.per_query[query],
                             .with = chosen.per_query[query]});
  }
  std::stable_sort(evidence.uses.begin(), evidence.uses.end(),
                   [&](const IndexUse& a, const IndexUse& b) {
                     return (a.without - a.with) * cost.calls(a.query) >
                            (b.without - b.with) * cost.calls(b.query);
                   });
  evidence.upkeep_per_day = cost.writes().upkeep_per_day(id).value();
  return evidence;
}

// Calls a day at which what is saved equals the upkeep; zero if there is no upkeep.
double break_even(const IndexEvidence& evidence, const WorkloadCost& cost) {
  double calls = 0;
  Cost saved;
  for (const IndexUse& use : evidence.uses) {
    calls += cost.calls(use.query);
    saved += (use.without - use.with) * cost.calls(use.query);
  }
  if (calls <= 0 || saved <= Cost(0)) return 0;
  return std::max(evidence.upkeep_per_day, 0.0) / (saved.value() / calls);
}

// Time is assumed to shrink as the cost does; only measuring afterwards settles it.
std::optional<Milliseconds> saved_per_hour(const IndexEvidence& evidence,
                                           const EvidencePorts& ports, const Evaluation& today) {
  const std::optional<Seconds> window = ports.workload.window;
  if (ports.workload.source != workload::WorkloadSource::kHistory || !window ||
      *window <= Seconds(0)) {
    return std::nullopt;
  }
  Milliseconds saved;
  for (const IndexUse& use : evidence.uses) {
    const std::optional<Milliseconds> total = ports.queries[use.query].query->execution_total;
    if (!total || today.per_query[use.query] <= Cost(0)) continue;
    const double share = (use.without - use.with) / today.per_query[use.query];
    saved += *total * std::clamp(share, 0.0, 1.0);
  }
  // At least an hour, as for slow queries: a minute is not extrapolated.
  return saved * (kSecondsPerHour / std::max(window->value(), kSecondsPerHour));
}

std::string free_name(const IndexDefinition& definition, std::set<std::string>& taken,
                      Catalog& catalog) {
  std::string name;
  for (int attempt = 0; attempt < kMaxNameAttempts; ++attempt) {
    name = suggested_name(definition, attempt);
    if (!taken.contains(name) && catalog.is_name_free(definition.relation, name)) break;
  }
  taken.insert(name);
  return name;
}

QueryEffect effect_on(const IndexUse& use, const IndexEvidence& evidence, const Evaluation& chosen,
                      const EvidencePorts& ports) {
  const ObservedQuery& query = ports.queries[use.query];
  const PlanShape& after = ports.cost.plan(use.query, chosen).shape;
  const RelationId relation = ports.cost.candidates()[evidence.id].definition.relation;
  return {.query_id = query.query->id ? query.query->id : query.observation.query_id,
          .role = query.query->role,
          .calls = query.query->calls,
          .before = query.observation.cost,
          .after = chosen.per_query[use.query],
          .without = use.without,
          .change = change_text(query.observation.shape, after, relation)};
}

AdvisedIndex advised(const IndexEvidence& evidence, const Evaluation& chosen,
                     const EvidencePorts& ports) {
  const Candidate& candidate = ports.cost.candidates()[evidence.id];
  const RelationSnapshot& relation = ports.relations.at(candidate.definition.relation);
  const Evaluation today = ports.cost.today();
  AdvisedIndex index;
  index.definition = candidate.definition;
  index.size = candidate.size;
  index.cost_before = evidence.without.total();
  index.cost_after = chosen.total();
  index.write_cost = chosen.writes - evidence.without.writes;
  if (today.total() > Cost(0)) {
    index.benefit = (index.cost_before - index.cost_after) / today.total();
  }
  index.break_even_calls_per_day = break_even(evidence, ports.cost);
  index.build_time = estimate_build_time(relation, candidate.size);
  index.saved_per_hour = saved_per_hour(evidence, ports, today);
  index.replaces = ports.cost.writes().replaced_by(evidence.id);
  index.keeps = ports.cost.writes().kept_beside(evidence.id);
  index.breaks_hot = ports.cost.writes().breaks_hot(evidence.id);
  for (const IndexUse& use : evidence.uses) {
    index.queries.push_back(effect_on(use, evidence, chosen, ports));
  }
  index.rivals = rivals_of(evidence, chosen, ports);
  const Confidence confidence = assess_confidence(evidence, ports);
  index.confidence = confidence.value;
  index.doubts = confidence.doubts;
  index.reason = reason_for(evidence, ports);
  return index;
}

}  // namespace

std::vector<const RelationAccess*> accesses_of(const ObservedQuery& query, RelationId relation) {
  std::vector<const RelationAccess*> accesses;
  for (const RelationAccess& access : query.observation.reads) {
    if (access.relation == relation) accesses.push_back(&access);
  }
  return accesses;
}

std::vector<AdvisedIndex> explain_set(const Evaluation& chosen, EvidencePorts ports) {
  std::vector<AdvisedIndex> indexes;
  for (const CandidateId id : chosen.set) {
    indexes.push_back(advised(gather(id, chosen, ports.cost), chosen, ports));
  }
  // Candidates are in the order of relation name and spelling, which settles the ties.
  std::stable_sort(
      indexes.begin(), indexes.end(),
      [](const AdvisedIndex& a, const AdvisedIndex& b) { return a.benefit > b.benefit; });
  std::set<std::string> taken;
  for (AdvisedIndex& index : indexes) {
    index.name = free_name(index.definition, taken, ports.catalog);
  }
  return indexes;
}

}  // namespace tend::index
