// SPDX-License-Identifier: PostgreSQL
// Rules in the order in which they explain most. Tested by tests/unit/index/rivals_test.cpp.
#include "core/index/rivals.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/index/number_text.h"
#include "core/index/partial.h"
#include "core/index/search.h"

namespace tend::index {

namespace {

// Candidates looked at for one index; their order is by spelling, so that the bound is fair.
constexpr std::size_t kMaxJudged = 100;

bool looks_for(const std::vector<Qual>& quals, const IndexTerm& term) {
  return std::any_of(quals.begin(), quals.end(),
                     [&](const Qual& qual) { return qual.term == term; });
}

bool looks_for(const RelationAccess& access, const IndexTerm& term) {
  return looks_for(access.quals, term) ||
         std::any_of(access.or_arms.begin(), access.or_arms.end(),
                     [&](const std::vector<Qual>& arm) { return looks_for(arm, term); }) ||
         std::any_of(access.order.begin(), access.order.end(),
                     [&](const SortKey& key) { return key.term == term; }) ||
         std::find(access.grouping.begin(), access.grouping.end(), term) != access.grouping.end();
}

bool proves(const RelationAccess& access, const std::string& predicate) {
  const std::vector<PartialAccess> partial = partial_accesses(access);
  return std::any_of(partial.begin(), partial.end(),
                     [&](const PartialAccess& each) { return each.predicate.text == predicate; });
}

using Accesses = std::vector<const RelationAccess*>;

// Made of nothing but what these accesses look for.
bool is_made_of(const IndexDefinition& definition, const Accesses& accesses) {
  const auto any_access = [&](auto holds) {
    return std::any_of(accesses.begin(), accesses.end(), holds);
  };
  const auto known = [&](const IndexTerm& term) {
    return any_access([&](const RelationAccess* access) { return looks_for(*access, term); });
  };
  return std::all_of(definition.keys.begin(), definition.keys.end(),
                     [&](const KeyPart& key) { return known(key.term); }) &&
         std::all_of(definition.include.begin(), definition.include.end(), known) &&
         (definition.predicate.empty() || any_access([&](const RelationAccess* access) {
            return proves(*access, definition.predicate);
          }));
}

Accesses accesses_behind(const IndexEvidence& evidence, const EvidencePorts& ports) {
  const RelationId relation = ports.cost.candidates()[evidence.id].definition.relation;
  Accesses all;
  for (const IndexUse& use : evidence.uses) {
    const Accesses own = accesses_of(ports.queries[use.query], relation);
    all.insert(all.end(), own.begin(), own.end());
  }
  return all;
}

bool is_dismissed(const IndexDefinition& definition, const EvidencePorts& ports) {
  const std::string spelling = canonical_text(definition);
  return std::any_of(ports.dismissals.begin(), ports.dismissals.end(), [&](const Dismissal& each) {
    return each.relation == definition.relation && each.canonical == spelling;
  });
}

// The set with the rival in the index's place, as far as its cost is known.
struct Exchange {
  Bytes bytes;
  std::optional<Evaluation> evaluation;
};

Exchange exchanged(CandidateId chosen, CandidateId rival, const Evaluation& at,
                   WorkloadCost& cost) {
  std::vector<CandidateId> set = at.set;
  std::erase(set, chosen);
  set.insert(std::lower_bound(set.begin(), set.end(), rival), rival);
  return {at.bytes - cost.candidates()[chosen].size.size + cost.candidates()[rival].size.size,
          cost.known(at, std::move(set))};
}

RivalRule rule_for(const IndexDefinition& rival, const IndexDefinition& index,
                   const Exchange& exchange, const Evaluation& chosen, const EvidencePorts& ports) {
  if (is_dismissed(rival, ports)) return RivalRule::kDismissed;
  if (subsumes(index, rival)) return RivalRule::kNarrower;
  if (ports.storage_budget && exchange.bytes > *ports.storage_budget) return RivalRule::kNoRoom;
  const bool reads_cheaper = exchange.evaluation && chosen.reads - exchange.evaluation->reads >
                                                        chosen.total() * kNoiseShare;
  const bool dearer = exchange.evaluation &&
                      exchange.evaluation->total() - chosen.total() > chosen.total() * kNoiseShare;
  if (reads_cheaper && dearer) return RivalRule::kUpkeep;
  if (subsumes(rival, index)) return RivalRule::kWiderWithoutGain;
  if (dearer) return RivalRule::kDearer;
  return exchange.evaluation ? RivalRule::kNoBetter : RivalRule::kNotPicked;
}

std::string text_of(RivalRule rule) {
  switch (rule) {
    case RivalRule::kDismissed: return "it was dismissed";
    case RivalRule::kNarrower:
      return "the recommended index begins with it and serves whatever it serves";
    case RivalRule::kNoRoom: return "with it the set would not fit into the storage budget";
    case RivalRule::kWiderWithoutGain:
      return "it begins with the recommended index, and what it adds gains too little";
    case RivalRule::kUpkeep: return "it reads cheaper, but its upkeep takes more than that";
    case RivalRule::kDearer: return "the workload costs more with it in this place";
    case RivalRule::kNoBetter: return "the difference is within the error of the estimates";
    case RivalRule::kNotPicked:
      return "offered both, the planner used the recommended index in these statements";
  }
  return "";
}

std::string reason_of(const Rival& rival, const Evaluation& chosen) {
  std::string text = text_of(rival.rule);
  if (rival.cost && chosen.total() > Cost(0)) {
    const double share = (*rival.cost - chosen.total()) / chosen.total();
    text += ": workload cost " + cost_text(*rival.cost) + " instead of " +
            cost_text(chosen.total()) +
            (share > 0 ? " (" + percent_text(share) + " more)" : std::string());
  }
  return text;
}

Rival judged(CandidateId id, const IndexEvidence& evidence, const Evaluation& chosen,
             const EvidencePorts& ports) {
  const std::vector<Candidate>& candidates = ports.cost.candidates();
  const Exchange exchange = exchanged(evidence.id, id, chosen, ports.cost);
  Rival rival{.definition = candidates[id].definition,
              .size = candidates[id].size.size,
              .rule = rule_for(candidates[id].definition, candidates[evidence.id].definition,
                               exchange, chosen, ports),
              .cost = {},
              .reason = {}};
  if (exchange.evaluation) rival.cost = exchange.evaluation->total();
  rival.reason = reason_of(rival, chosen);
  return rival;
}

bool serves_any(CandidateId id, const IndexEvidence& evidence, const WorkloadCost& cost) {
  const std::vector<std::size_t>& queries = cost.queries_of(id);
  return std::any_of(evidence.uses.begin(), evidence.uses.end(), [&](const IndexUse& use) {
    return std::binary_search(queries.begin(), queries.end(), use.query);
  });
}

}  // namespace

std::string_view name_of(RivalRule rule) {
  switch (rule) {
    case RivalRule::kDismissed: return "dismissed";
    case RivalRule::kNarrower: return "narrower";
    case RivalRule::kNoRoom: return "no_room";
    case RivalRule::kWiderWithoutGain: return "wider_without_gain";
    case RivalRule::kUpkeep: return "upkeep";
    case RivalRule::kDearer: return "dearer";
    case RivalRule::kNoBetter: return "no_better";
    case RivalRule::kNotPicked: return "not_picked";
  }
  return "unknown";
}

std::vector<Rival> rivals_of(const IndexEvidence& evidence, const Evaluation& chosen,
                             const EvidencePorts& ports) {
  const std::vector<Candidate>& candidates = ports.cost.candidates();
  const RelationId relation = candidates[evidence.id].definition.relation;
  const Accesses accesses = accesses_behind(evidence, ports);
  std::vector<Rival> rivals;
  for (CandidateId id = 0; id < candidates.size() && rivals.size() < kMaxJudged; ++id) {
    if (candidates[id].definition.relation != relation || !serves_any(id, evidence, ports.cost) ||
        std::binary_search(chosen.set.begin(), chosen.set.end(), id) ||
        !is_made_of(candidates[id].definition, accesses)) {
      continue;
    }
    rivals.push_back(judged(id, evidence, chosen, ports));
  }
  // Those whose cost is known first, the closest to winning first; then the smaller ones.
  std::stable_sort(rivals.begin(), rivals.end(), [](const Rival& a, const Rival& b) {
    return std::tuple(!a.cost, a.cost.value_or(Cost(0)), a.size) <
           std::tuple(!b.cost, b.cost.value_or(Cost(0)), b.size);
  });
  if (rivals.size() > kMaxRivals) rivals.resize(kMaxRivals);
  return rivals;
}

}  // namespace tend::index
