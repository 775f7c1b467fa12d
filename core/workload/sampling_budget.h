// SPDX-License-Identifier: PostgreSQL
// How often to sample so that sampling stays within its share of one core.
//
// Source: docs/methods/history.md#sampling-budget. Tested by
// tests/unit/workload/sampling_budget_test.cpp.
#pragma once

#include <optional>

#include "core/base/units.h"

namespace tend::workload {

// Share of one core that sampling may take, over all databases together.
inline constexpr double kSamplingShare = 0.005;

// From this interval on it is stretched. Who asks for a shorter one wants to look closely for a
// while, and gets what was asked for.
inline constexpr Seconds kShortestStretched{1};

// Weight of the newest sample in the smoothed cost. With one half, a single sample that took ten
// times as long counts less than twice the usual after four more.
inline constexpr double kCostWeight = 0.5;

// CPU time per round of samples, exponentially smoothed.
//   before  the smoothed cost so far; absent before the first
//   latest  CPU time of the latest round, >= 0
Seconds smoothed_cost(std::optional<Seconds> before, Seconds latest);

// The time from one round to the next.
//   interval  as set, > 0
//   cost      smoothed CPU time of a round: one sample of every database, >= 0
// Returns `interval`, or longer where the round would take more than kSamplingShare of it.
Seconds effective_interval(Seconds interval, Seconds cost);

}  // namespace tend::workload
