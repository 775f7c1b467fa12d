// SPDX-License-Identifier: PostgreSQL
// The search for workloads in which asking the planner about every move would take thousands of
// calls: configurations are searched by composed plans, what is found is put to the planner, and
// its answers correct the plans of the next round.
//
// Source: docs/methods/index-advice.md#large-workloads.
// Tested by tests/unit/index/verified_search_test.cpp and tests/oracle/peers_test.cpp.
#pragma once

#include "core/index/search.h"

namespace tend::index {

// The best configuration of all rounds, with the planner's costs; with composed ones of statements
// that the time did not suffice for.
Evaluation verified_choice(CostCache& cache, WorkloadCost& cost, const Seeds& seeds,
                           const AdviseLimits& limits, const RunLimit& run);

}  // namespace tend::index
