// SPDX-License-Identifier: PostgreSQL
// Observation never stops for one statement: each failure becomes a row with a class and a hint.
//
// Tested by tests/unit/index/observe_test.cpp.
#include "core/index/observe.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "core/index/sampled_constants.h"
#include "core/index/unindexable.h"

namespace tend::index {

namespace {

std::set<RelationId> touched_relations(const QueryObservation& observation) {
  std::set<RelationId> relations;
  for (const RelationAccess& access : observation.reads) relations.insert(access.relation);
  for (const RelationWrite& write : observation.writes) relations.insert(write.relation);
  return relations;
}

std::set<RelationId> read_by(const QueryObservation& observation) {
  std::set<RelationId> relations;
  for (const RelationAccess& access : observation.reads) relations.insert(access.relation);
  return relations;
}

// A table that vanished since planning is no reason to stop; it just gets no index.
RelationSnapshot read_or_refuse(Catalog& catalog, RelationId relation) {
  Result<RelationSnapshot> snapshot = catalog.read_relation(relation);
  if (snapshot) return std::move(snapshot).value();
  RelationSnapshot unreadable;
  unreadable.id = relation;
  unreadable.name = "(relation " + std::to_string(relation.value) + ")";
  unreadable.refusal = snapshot.failure().message;
  return unreadable;
}

// Somebody looking at the advice or around in the server (psql's completion, a monitor), not the
// application: a counted statement that reads tables of which none takes an index, pg_tend's own
// among them, or nothing but catalogs. A text given by hand is always advised on.
bool looks_around(const ObservedQuery& query, const Relations& relations) {
  const std::set<RelationId> read = read_by(query.observation);
  const auto every = [&](auto property) {
    return std::all_of(read.begin(), read.end(),
                       [&](RelationId id) { return property(relations.at(id)); });
  };
  if (!query.query->execution_total || read.empty()) return false;
  return every([](const RelationSnapshot& each) { return each.is_catalog; }) ||
         (every([](const RelationSnapshot& each) { return !each.refusal.empty(); }) &&
          !every([](const RelationSnapshot& each) { return !each.is_own; }));
}

// A row for each table that only ANALYZE is missing on, one for all that take no index.
void explain_refusals(const ObservedQuery& each, const Relations& relations,
                      ObservedWorkload& observed) {
  const QueryId query_id = each.observation.query_id;
  std::vector<const RelationSnapshot*> refused;
  const std::set<RelationId> read = read_by(each.observation);
  for (const RelationId id : read) {
    const RelationSnapshot& relation = relations.at(id);
    if (!relation.refusal.empty()) {
      refused.push_back(&relation);
    } else if (!relation.has_statistics) {
      observed.unindexable.push_back(without_statistics(*each.query, query_id, relation));
    }
  }
  if (!refused.empty()) {
    observed.unindexable.push_back(
        on_excluded_relations(*each.query, query_id, refused, read.size() - refused.size()));
  }
}

}  // namespace

Result<ObservedWorkload> observe_workload(const workload::Workload& workload, WhatIf& what_if,
                                          const RunLimit& limit) {
  ObservedWorkload observed;
  for (const workload::WorkloadQuery& query : workload.queries) {
    if (limit.cancelled()) return cancelled_run();
    if (limit.expired()) {
      observed.unindexable.push_back(out_of_time(query));
      ++observed.skipped;
      continue;
    }
    Result<QueryObservation> observation = what_if.observe(query);
    ++observed.planner_calls;
    if (observation) {
      restore_constants(query, *observation);
      observed.queries.push_back({&query, std::move(observation).value()});
    } else if (is_cancellation(observation.failure())) {
      return std::move(observation).failure();
    } else {
      observed.unindexable.push_back(unplannable(query, query.id, observation.failure()));
      ++observed.skipped;
    }
  }
  return observed;
}

Relations read_relations(ObservedWorkload& observed, Catalog& catalog) {
  Relations relations;
  for (const ObservedQuery& each : observed.queries) {
    for (const RelationId id : touched_relations(each.observation)) {
      if (!relations.contains(id)) relations.emplace(id, read_or_refuse(catalog, id));
    }
  }
  std::erase_if(observed.queries,
                [&](const ObservedQuery& each) { return looks_around(each, relations); });
  for (const ObservedQuery& each : observed.queries) explain_refusals(each, relations, observed);
  return relations;
}

bool takes_candidates(const RelationSnapshot& relation) {
  return relation.refusal.empty() && relation.has_statistics && relation.pages >= kTinyTable;
}

std::vector<std::size_t> by_weight(const std::vector<ObservedQuery>& queries) {
  std::vector<std::size_t> order(queries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto weight = [](const ObservedQuery& each) {
      return each.query->calls * each.observation.cost.value();
    };
    return weight(queries[a]) > weight(queries[b]);
  });
  return order;
}

}  // namespace tend::index
