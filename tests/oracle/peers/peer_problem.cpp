// SPDX-License-Identifier: PostgreSQL
#include "tests/oracle/peers/peer_problem.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <stdexcept>
#include <utility>

namespace tend::index::test {

namespace {

using Keys = std::vector<IndexTerm>;

// The plain columns that one access mentions, in the order of their names.
std::set<IndexTerm> columns_of(const RelationAccess& access) {
  std::set<IndexTerm> columns;
  const auto add = [&](const IndexTerm& term) {
    if (!term.is_expression()) columns.insert(term);
  };
  for (const Qual& qual : access.quals) add(qual.term);
  for (const std::vector<Qual>& arm : access.or_arms) {
    for (const Qual& qual : arm) add(qual.term);
  }
  for (const SortKey& key : access.order) add(key.term);
  for (const IndexTerm& term : access.grouping) add(term);
  for (const IndexTerm& term : access.columns_read) add(term);
  return columns;
}

// Every sequence of one to `width` of the columns.
void permute(const std::set<IndexTerm>& columns, std::size_t width, Keys& prefix,
             const std::function<void(const Keys&)>& visit) {
  if (prefix.size() == width) return;
  for (const IndexTerm& column : columns) {
    if (std::find(prefix.begin(), prefix.end(), column) != prefix.end()) continue;
    prefix.push_back(column);
    visit(prefix);
    permute(columns, width, prefix, visit);
    prefix.pop_back();
  }
}

IndexDefinition definition_of(const RelationSnapshot& relation, const Keys& keys) {
  IndexDefinition definition;
  definition.relation = relation.id;
  definition.relation_name = relation.name;
  for (const IndexTerm& key : keys) {
    definition.keys.push_back({.term = key, .opclass = {}, .collation = {}});
  }
  return definition;
}

bool exists(const RelationSnapshot& relation, const IndexDefinition& definition) {
  return std::any_of(relation.indexes.begin(), relation.indexes.end(),
                     [&](const ExistingIndex& index) {
                       return index.valid && subsumes(index.definition, definition);
                     });
}

}  // namespace

Configuration with(Configuration set, CandidateId id) {
  const auto place = std::lower_bound(set.begin(), set.end(), id);
  if (place == set.end() || *place != id) set.insert(place, id);
  return set;
}

Configuration without(Configuration set, CandidateId id) {
  std::erase(set, id);
  return set;
}

PeerProblem::PeerProblem(const workload::Workload& workload, WhatIf& what_if, Catalog& catalog,
                         const RunLimit& run, int width)
    : what_if_(what_if) {
  Result<ObservedWorkload> observed = observe_workload(workload, what_if, run);
  if (!observed) throw std::runtime_error(observed.failure().message);
  observed_ = std::move(observed).value();
  planner_calls_ = observed_.planner_calls;
  relations_ = read_relations(observed_, catalog);
  known_.resize(observed_.queries.size());
  generate(width);
  writes_ = std::make_unique<WriteCost>(observed_.queries, relations_, candidates_);
}

void PeerProblem::generate(int width) {
  std::map<std::pair<RelationId, std::vector<std::string>>, CandidateId> ids;
  relevant_.resize(observed_.queries.size());
  for (std::size_t query = 0; query < observed_.queries.size(); ++query) {
    std::set<CandidateId> relevant;
    for (const RelationAccess& access : observed_.queries[query].observation.reads) {
      const RelationSnapshot& relation = relations_.at(access.relation);
      if (!takes_candidates(relation)) continue;
      Keys prefix;
      permute(columns_of(access), static_cast<std::size_t>(width), prefix, [&](const Keys& keys) {
        std::vector<std::string> names;
        for (const IndexTerm& key : keys) names.push_back(key.text);
        const auto known = ids.find({relation.id, names});
        if (known != ids.end()) {
          relevant.insert(known->second);
          return;
        }
        const IndexDefinition definition = definition_of(relation, keys);
        if (exists(relation, definition)) return;
        const auto id = static_cast<CandidateId>(candidates_.size());
        Result<HypotheticalSize> size = what_if_.hypothesize(id, definition);
        if (!size) return;
        candidates_.push_back({definition, *size});
        ids.emplace(std::make_pair(relation.id, names), id);
        relevant.insert(id);
      });
    }
    relevant_[query].assign(relevant.begin(), relevant.end());
  }
  queries_of_.resize(candidates_.size());
  for (std::size_t query = 0; query < relevant_.size(); ++query) {
    for (const CandidateId id : relevant_[query]) queries_of_[id].push_back(query);
  }
}

const PlanEstimate& PeerProblem::plan(std::size_t query, const Configuration& set) {
  Configuration offered;
  std::set_intersection(set.begin(), set.end(), relevant_[query].begin(), relevant_[query].end(),
                        std::back_inserter(offered));
  const ObservedQuery& observed = observed_.queries[query];
  const auto known = known_[query].find(offered);
  if (known != known_[query].end()) return known->second;
  PlanEstimate estimate{.cost = observed.observation.cost, .used = {}};
  if (!offered.empty()) {
    ++planner_calls_;
    Result<PlanEstimate> answer = what_if_.plan(*observed.query, offered);
    if (answer) estimate = std::move(answer).value();
  }
  return known_[query].emplace(std::move(offered), std::move(estimate)).first->second;
}

double PeerProblem::weighted(std::size_t query, const Configuration& set) {
  return plan(query, set).cost.value() * observed_.queries[query].query->calls;
}

std::vector<bool> PeerProblem::touched(const Configuration& one, const Configuration& other) const {
  Configuration difference;
  std::set_symmetric_difference(one.begin(), one.end(), other.begin(), other.end(),
                                std::back_inserter(difference));
  std::vector<bool> touched(query_count(), false);
  for (const CandidateId id : difference) {
    for (const std::size_t query : queries_of_[id]) touched[query] = true;
  }
  return touched;
}

double PeerProblem::cost(const Configuration& set) {
  const std::vector<bool> changed =
      last_costs_.empty() ? std::vector<bool>(query_count(), true) : touched(last_, set);
  last_costs_.resize(query_count());
  double sum = writes_->upkeep(set).value();
  for (std::size_t query = 0; query < query_count(); ++query) {
    if (changed[query]) last_costs_[query] = weighted(query, set);
    sum += last_costs_[query];
  }
  last_ = set;
  return sum;
}

Configuration PeerProblem::used_by(std::size_t query, const Configuration& set) {
  return plan(query, set).used;
}

Bytes PeerProblem::bytes(const Configuration& set) const {
  Bytes sum;
  for (const CandidateId id : set) sum += candidates_[id].size.size;
  return sum;
}

bool PeerProblem::leads(CandidateId narrow, CandidateId wide) const {
  return narrow != wide && subsumes(candidates_[wide].definition, candidates_[narrow].definition);
}

std::vector<CandidateId> PeerProblem::extensions(CandidateId id) const {
  std::vector<CandidateId> longer;
  for (CandidateId other = 0; other < candidates_.size(); ++other) {
    if (width_of(other) == width_of(id) + 1 && leads(id, other)) longer.push_back(other);
  }
  return longer;
}

}  // namespace tend::index::test
