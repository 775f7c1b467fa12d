// SPDX-License-Identifier: PostgreSQL
// Chooses the set: the configuration of least workload cost within budget, number and time.
//
// Source: docs/methods/index-advice.md#selection.
// Tested by tests/unit/index/selection_test.cpp and tests/oracle/selection_oracle_test.cpp.
#pragma once

#include <vector>

#include "core/index/advise.h"
#include "core/index/workload_cost.h"

namespace tend::index {

struct Selection {
  Evaluation chosen;
  StoppedBy stopped_by = StoppedBy::kComplete;
};

// Never worse than no index, never beyond a limit. Deterministic unless the time limit stopped it:
// ties go to the lower CandidateId.
//   dismissals  indexes left out unless their benefit has doubled since
Selection select_indexes(CostCache& cache, WorkloadCost& cost, const AdviseLimits& limits,
                         const std::vector<Dismissal>& dismissals, const RunLimit& run);

}  // namespace tend::index
