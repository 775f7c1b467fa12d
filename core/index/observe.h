// SPDX-License-Identifier: PostgreSQL
// The first two steps of advice: plan every statement as the database is, and read every table the
// planned statements touch, once.
//
// Tested by tests/unit/index/observe_test.cpp.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "core/index/advise.h"
#include "core/index/run_limit.h"

namespace tend::index {

// A statement of the workload with what the planner said about it.
struct ObservedQuery {
  const workload::WorkloadQuery* query = nullptr;  // owned by the workload
  QueryObservation observation;
};

struct ObservedWorkload {
  std::vector<ObservedQuery> queries;  // planned, in the workload's order
  std::vector<Unindexable> unindexable;
  int skipped = 0;
  long planner_calls = 0;
};

// Plans what can be planned; the rest gets a row with the reason.
// Returns a Failure only if cancelled. REQUIRES: the workload outlives the result.
Result<ObservedWorkload> observe_workload(const workload::Workload& workload, WhatIf& what_if,
                                          const RunLimit& limit);

// Positions of the statements by falling calls x cost, so that bounds and time limits cut off the
// light ones.
std::vector<std::size_t> by_weight(const std::vector<ObservedQuery>& queries);

using Relations = std::map<RelationId, RelationSnapshot>;

// Reads every relation of the observed statements; one that cannot be read carries its refusal.
// Appends a row for each statement that reads a table where advice is not possible.
Relations read_relations(ObservedWorkload& observed, Catalog& catalog);

// A table below this is read whole in a handful of page reads, which no index undercuts: one
// descent costs a page of the index and one of the table at the random price, four each.
inline constexpr Pages kTinyTable{10};

// True if indexes may be recommended on the table.
bool takes_candidates(const RelationSnapshot& relation);

}  // namespace tend::index
