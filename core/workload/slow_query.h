// SPDX-License-Identifier: PostgreSQL
// How much database time a slow statement costs beyond what it should: its impact.
//
// Impact adds up over statements and is what would be won back if each ran on target, so a 30-s
// report run once does not outrank a 5-ms lookup run ten million times.
//
// Source: docs/methods/history.md#impact. Tested by tests/unit/workload/slow_query_test.cpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/base/units.h"

namespace tend::workload {

// Hours with executions from which a calm baseline is taken: a day, so that quiet and busy hours
// are both among them.
inline constexpr int kBaselineHours = 24;

// Levels begin at these shares of an hour of one core (3,600,000 ms). Below 0.1 % nobody would see
// the gain; at 1 % it shows on a small server; at 10 % a statement is a load of its own.
inline constexpr double kMediumImpactShare = 0.001;
inline constexpr double kHighImpactShare = 0.01;
inline constexpr double kCriticalImpactShare = 0.10;

enum class ImpactLevel { kLow, kMedium, kHigh, kCritical };

// low medium high critical.
std::string_view name_of(ImpactLevel level);

// What a statement takes when nothing is wrong: the median of its hourly means, so that up to half
// of the hours may be bad ones.
//   hourly_means  of the hours in which it executed, in any order
// Absent with fewer than kBaselineHours of them.
std::optional<Milliseconds> calm_baseline(std::span<const Milliseconds> hourly_means);

// The mean time a statement should take: its declared objective; without one the least of its calm
// baseline and the threshold from which statements are called slow. The least, as a statement that
// is always slow has a baseline as slow as itself, and would have no impact.
Milliseconds impact_target(std::optional<Milliseconds> objective,
                           std::optional<Milliseconds> calm_baseline, Milliseconds threshold);

// Milliseconds per hour beyond the target: calls * max(0, mean - target).
//   calls_per_hour  >= 0
Milliseconds impact_ms_per_hour(double calls_per_hour, Milliseconds mean, Milliseconds target);

ImpactLevel impact_level(Milliseconds per_hour);

}  // namespace tend::workload
