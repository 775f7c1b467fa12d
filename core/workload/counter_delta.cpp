// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/workload/counter_delta_test.cpp.
#include "core/workload/counter_delta.h"

#include <algorithm>
#include <cassert>
#include <functional>

namespace tend::workload {

std::vector<double> counter_delta(std::span<const double> before, std::span<const double> now) {
  assert(before.empty() || before.size() == now.size());
  std::vector<double> difference(now.begin(), now.end());
  const bool continued =
      !before.empty() && std::equal(now.begin(), now.end(), before.begin(), std::greater_equal<>());
  if (continued) {
    std::transform(now.begin(), now.end(), before.begin(), difference.begin(), std::minus<>());
  }
  return difference;
}

bool moved(std::span<const double> difference) {
  return std::any_of(difference.begin(), difference.end(), [](double d) { return d != 0; });
}

}  // namespace tend::workload
