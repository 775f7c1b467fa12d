// SPDX-License-Identifier: PostgreSQL
// Which of a statement's captured executions are kept: a few, each as likely as any other.
//
// Algorithm R (Vitter, "Random sampling with a reservoir", ACM TOMS 11 (1985), after A. Waterman):
// the first k are kept; the n-th after them replaces a random one with probability k/n.
//
// Source: docs/methods/history.md#reservoir. Tested by tests/unit/workload/reservoir_test.cpp.
#pragma once

#include <cstdint>
#include <optional>

namespace tend::workload {

// Executions kept per statement: enough to see a rare parameter beside the common ones when advice
// weighs constants, few enough that 5,000 statements of 2 kB take no more than 50 MB.
inline constexpr int kReservoirSize = 5;

// The position that a newly captured execution takes.
//   seen_before  executions of this statement captured before it, kept or not
//   random       uniform in [0, 1), drawn anew for each execution
// Returns 0 to kReservoirSize - 1; nothing if the execution is not kept.
std::optional<int> reservoir_position(std::uint64_t seen_before, double random);

}  // namespace tend::workload
