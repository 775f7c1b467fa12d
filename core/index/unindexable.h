// SPDX-License-Identifier: PostgreSQL
// Why a statement got no advice, in short stable classes with a hint each.
//
// Tested by tests/unit/index/unindexable_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/index/advise.h"
#include "core/index/relation.h"

namespace tend::index {

// The five characters of a failure: its own state if it has one, else its code's.
std::string_view state_of(const Failure& failure);

// True if the failure means that somebody asked to stop.
bool is_cancellation(const Failure& failure);

// The failure of a run that was asked to stop.
Failure cancelled_run();

// A statement that could not be planned.
Unindexable unplannable(const workload::WorkloadQuery& query, QueryId id, const Failure& failure);

// A planned statement that reads a table without statistics.
Unindexable without_statistics(const workload::WorkloadQuery& query, QueryId id,
                               const RelationSnapshot& relation);

// A planned statement that reads tables on which no index may be recommended: one row, which names
// them all. REQUIRES: relations not empty.
//   others  tables of the statement on which one may
Unindexable on_excluded_relations(const workload::WorkloadQuery& query, QueryId id,
                                  const std::vector<const RelationSnapshot*>& relations,
                                  std::size_t others);

// A statement whose turn did not come before the time limit.
Unindexable out_of_time(const workload::WorkloadQuery& query);

}  // namespace tend::index
