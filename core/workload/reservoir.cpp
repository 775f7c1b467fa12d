// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/workload/reservoir_test.cpp.
#include "core/workload/reservoir.h"

namespace tend::workload {

std::optional<int> reservoir_position(std::uint64_t seen_before, double random) {
  if (seen_before < kReservoirSize) return static_cast<int>(seen_before);
  const double position = random * (static_cast<double>(seen_before) + 1);
  if (!(position < kReservoirSize)) return std::nullopt;
  return static_cast<int>(position);
}

}  // namespace tend::workload
