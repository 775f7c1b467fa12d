// SPDX-License-Identifier: PostgreSQL
// Which candidates are worth searching over: for each statement the planner is offered everything
// relevant at once, and what its plan uses is a winner.
//
// Source: docs/methods/index-advice.md#seeds; Valentin et al., "DB2 Advisor: an optimizer smart
// enough to recommend its own indexes", ICDE 2000.
// Tested by tests/unit/index/seeds_test.cpp.
#pragma once

#include <set>
#include <vector>

#include "core/index/workload_cost.h"

namespace tend::index {

struct Seeds {
  // What single statements would like to have, each set once; sets of two and more are worth a
  // move of their own, for indexes that only help together.
  std::vector<std::vector<CandidateId>> winners;
  // The winners with their prefixes, extensions and reorderings, ascending.
  std::vector<CandidateId> pool;
};

// Heaviest statements first, so that a time limit costs the light ones their seeds.
//   banned  candidates that must not be offered
Seeds plant_seeds(CostCache& cache, const WorkloadCost& cost, const std::set<CandidateId>& banned,
                  const RunLimit& limit);

}  // namespace tend::index
