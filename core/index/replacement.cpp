// SPDX-License-Identifier: PostgreSQL
#include "core/index/replacement.h"

#include <algorithm>
#include <map>
#include <set>

namespace tend::index {

namespace {

using Names = std::set<std::string>;

std::map<RelationId, Names> replaced_in(const Evaluation& chosen, const WorkloadCost& cost) {
  std::map<RelationId, Names> replaced;
  for (const CandidateId id : chosen.set) {
    const std::vector<std::string> names = cost.writes().replaced_by(id);
    if (names.empty()) continue;
    replaced[cost.candidates()[id].definition.relation].insert(names.begin(), names.end());
  }
  return replaced;
}

bool reads(const ObservedQuery& query, RelationId relation) {
  const std::vector<RelationAccess>& all = query.observation.reads;
  return std::any_of(all.begin(), all.end(),
                     [&](const RelationAccess& access) { return access.relation == relation; });
}

class TableTest {
 public:
  TableTest(const Evaluation& chosen, const RelationSnapshot& relation,
            const std::vector<ObservedQuery>& queries, WhatIf& what_if, long& calls)
      : chosen_(chosen), relation_(relation), queries_(queries), what_if_(what_if), calls_(calls) {}

  // All at once, since two that stand in for each other are missed only together; then, for a
  // statement that suffers, one by one to find out which it is.
  Names needed_of(Names replaced) {
    Names needed;
    for (std::size_t q = 0; q < queries_.size(); ++q) {
      if (!reads(queries_[q], relation_.id)) continue;
      while (!replaced.empty() && suffers(q, replaced)) {
        Names missed;
        for (const std::string& name : replaced) {
          if (replaced.size() == 1 || suffers(q, {name})) missed.insert(name);
        }
        if (missed.empty()) missed = replaced;
        for (const std::string& name : missed) replaced.erase(name);
        needed.merge(missed);
      }
    }
    return needed;
  }

 private:
  bool suffers(std::size_t query, const Names& hidden) {
    std::vector<RelationId> ids;
    for (const ExistingIndex& index : relation_.indexes) {
      if (hidden.contains(index.name)) ids.push_back(index.id);
    }
    ++calls_;
    const Result<PlanEstimate> plan =
        what_if_.plan_without(*queries_[query].query, chosen_.set, ids);
    return !plan || plan->cost > chosen_.per_query[query] * (1 + kHarmlessShare);
  }

  const Evaluation& chosen_;
  const RelationSnapshot& relation_;
  const std::vector<ObservedQuery>& queries_;
  WhatIf& what_if_;
  long& calls_;
};

}  // namespace

HideTest test_replaced(const Evaluation& chosen, const WorkloadCost& cost,
                       const std::vector<ObservedQuery>& queries, const Relations& relations,
                       WhatIf& what_if) {
  HideTest result;
  for (auto& [relation, names] : replaced_in(chosen, cost)) {
    TableTest test(chosen, relations.at(relation), queries, what_if, result.planner_calls);
    const Names needed = test.needed_of(names);
    result.needed.insert(result.needed.end(), needed.begin(), needed.end());
  }
  return result;
}

}  // namespace tend::index
