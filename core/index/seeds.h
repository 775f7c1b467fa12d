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

// What the plans of single statements use when offered all that is relevant: once, and once more
// without those.
struct Winners {
  std::set<std::vector<CandidateId>> sets;
  std::vector<CandidateId> heaviest_first;  // their members, each once
  std::vector<CandidateId> best;            // those of the first call, in the same order
};

// Heaviest statements first, so that a time limit costs the light ones theirs.
//   banned  candidates that must not be offered
Winners find_winners(CostCache& cache, const std::set<CandidateId>& banned, const RunLimit& limit);

struct Seeds {
  // What single statements would like to have, each set once; sets of two and more are worth a
  // move of their own, for indexes that only help together.
  std::vector<std::vector<CandidateId>> winners;
  // The winners with their prefixes, extensions and reorderings, ascending.
  std::vector<CandidateId> pool;
  std::set<CandidateId> banned = {};
};

//   banned  candidates that must not be offered
Seeds plant_seeds(CostCache& cache, const WorkloadCost& cost, const std::set<CandidateId>& banned,
                  const RunLimit& limit);

}  // namespace tend::index
