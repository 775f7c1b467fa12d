// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/plan_guess_test.cpp.
#include "core/index/plan_guess.h"

#include <algorithm>
#include <optional>

namespace tend::index {

namespace {

// What other indexes are taken to do of a missing one's work: a wider one is larger, so a little
// dearer to read; a narrower one leaves more rows to look at. All of it optimistic: a guess too
// high is never looked at again, and one too low is put right by the planner.
constexpr double kWiderWork = 0.95;
constexpr double kNarrowerWork = 0.8;
// Share of its gain that a plan is taken to keep, times the share of its work that is still done,
// if nothing does the work of one of its indexes: the join that it served is another one without.
constexpr double kPartialTrust = 0.6;

bool contains(const std::vector<CandidateId>& ids, CandidateId id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

bool is_subset(const std::vector<CandidateId>& ids, const std::vector<CandidateId>& of) {
  return std::includes(of.begin(), of.end(), ids.begin(), ids.end());
}

bool stands_in(const IndexDefinition& wide, const IndexDefinition& narrow) {
  if (wide.method != narrow.method || wide.predicate != narrow.predicate ||
      wide.keys.front() != narrow.keys.front()) {
    return false;
  }
  const std::vector<int> columns = columns_of(wide), needed = columns_of(narrow);
  return std::includes(columns.begin(), columns.end(), needed.begin(), needed.end());
}

// The part of a plan that a configuration can do.
struct Match {
  std::vector<CandidateId> members;  // of the configuration, ascending
  double work = 0;                   // of the plan's candidates
  bool exact = true;
  bool whole = true;
};

std::optional<CandidateId> first_of(const std::vector<CandidateId>& ids,
                                    const std::vector<CandidateId>& wanted) {
  const auto found =
      std::find_if(ids.begin(), ids.end(), [&](CandidateId id) { return contains(wanted, id); });
  return found == ids.end() ? std::nullopt : std::optional(*found);
}

void add_member(Match& match, CandidateId used, const std::vector<CandidateId>& wanted,
                const Kinship& kinship) {
  if (contains(wanted, used)) {
    match.members.push_back(used);
    match.work += 1;
    return;
  }
  match.exact = false;
  if (const auto wider = first_of(kinship.wider[used], wanted)) {
    match.members.push_back(*wider);
    match.work += kWiderWork;
    return;
  }
  if (const auto narrower = first_of(kinship.narrower[used], wanted)) {
    match.members.push_back(*narrower);
    match.work += kNarrowerWork;
    return;
  }
  match.whole = false;
}

Match match_of(const PlanEstimate& plan, const std::vector<CandidateId>& wanted,
               const Kinship& kinship) {
  Match match;
  for (const CandidateId used : plan.used) add_member(match, used, wanted, kinship);
  std::sort(match.members.begin(), match.members.end());
  match.members.erase(std::unique(match.members.begin(), match.members.end()), match.members.end());
  return match;
}

// True if the planner was offered the members, and made of them what is possible here too.
bool is_answered(const AskedPlans& asked, const Match& match,
                 const std::vector<CandidateId>& wanted) {
  return std::any_of(asked.begin(), asked.end(), [&](const auto& each) {
    return is_subset(match.members, each.first) && is_subset(each.second.used, wanted);
  });
}

}  // namespace

Kinship kinship_of(const std::vector<Candidate>& candidates, const std::vector<CandidateId>& pool) {
  std::map<RelationId, std::vector<CandidateId>> by_relation;
  for (const CandidateId id : pool) by_relation[candidates[id].definition.relation].push_back(id);
  Kinship kinship{.wider = {}, .narrower = {}};
  kinship.wider.resize(candidates.size());
  kinship.narrower.resize(candidates.size());
  for (const auto& [relation, ids] : by_relation) {
    for (const CandidateId one : ids) {
      for (const CandidateId other : ids) {
        if (one == other) continue;
        const IndexDefinition& first = candidates[one].definition;
        const IndexDefinition& second = candidates[other].definition;
        if (stands_in(second, first)) kinship.wider[one].push_back(other);
        if (subsumes(first, second)) kinship.narrower[one].push_back(other);
      }
    }
  }
  return kinship;
}

PlanEstimate guess_plan(const AskedPlans& asked, const std::vector<CandidateId>& wanted,
                        const Kinship& kinship) {
  const PlanEstimate& today = asked.at({});
  PlanEstimate best = today;
  for (const auto& [offer, plan] : asked) {
    if (plan.cost >= best.cost) continue;
    Match match = match_of(plan, wanted, kinship);
    if (match.members.empty()) continue;
    double kept = 1;
    if (!match.exact) {
      if (is_answered(asked, match, wanted)) continue;
      kept = match.work / static_cast<double>(plan.used.size()) * (match.whole ? 1 : kPartialTrust);
    }
    const Cost cost = today.cost - (today.cost - plan.cost) * kept;
    if (cost >= best.cost) continue;
    best.cost = cost;
    best.used = std::move(match.members);
  }
  return best;
}

}  // namespace tend::index
