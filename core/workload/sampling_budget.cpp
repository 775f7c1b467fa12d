// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/workload/sampling_budget_test.cpp.
#include "core/workload/sampling_budget.h"

#include <algorithm>

namespace tend::workload {

Seconds smoothed_cost(std::optional<Seconds> before, Seconds latest) {
  if (!before) return latest;
  return kCostWeight * latest + (1 - kCostWeight) * *before;
}

Seconds effective_interval(Seconds interval, Seconds cost) {
  if (interval < kShortestStretched) return interval;
  return std::max(interval, cost * (1 / kSamplingShare));
}

}  // namespace tend::workload
