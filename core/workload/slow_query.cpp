// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/workload/slow_query_test.cpp.
#include "core/workload/slow_query.h"

#include <algorithm>
#include <vector>

namespace tend::workload {
namespace {

constexpr Milliseconds kHourOfOneCore{3'600'000};

}  // namespace

std::string_view name_of(ImpactLevel level) {
  switch (level) {
    case ImpactLevel::kLow: return "low";
    case ImpactLevel::kMedium: return "medium";
    case ImpactLevel::kHigh: return "high";
    case ImpactLevel::kCritical: return "critical";
  }
  return "low";
}

std::optional<Milliseconds> calm_baseline(std::span<const Milliseconds> hourly_means) {
  if (hourly_means.size() < static_cast<std::size_t>(kBaselineHours)) return std::nullopt;
  std::vector<Milliseconds> sorted(hourly_means.begin(), hourly_means.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t half = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[half];
  return (sorted[half - 1] + sorted[half]) * 0.5;
}

Milliseconds impact_target(std::optional<Milliseconds> objective,
                           std::optional<Milliseconds> calm_baseline, Milliseconds threshold) {
  if (objective) return *objective;
  return std::min(calm_baseline.value_or(threshold), threshold);
}

Milliseconds impact_ms_per_hour(double calls_per_hour, Milliseconds mean, Milliseconds target) {
  return calls_per_hour * std::max(Milliseconds(0), mean - target);
}

ImpactLevel impact_level(Milliseconds per_hour) {
  const double share = per_hour / kHourOfOneCore;
  if (share < kMediumImpactShare) return ImpactLevel::kLow;
  if (share < kHighImpactShare) return ImpactLevel::kMedium;
  return share < kCriticalImpactShare ? ImpactLevel::kHigh : ImpactLevel::kCritical;
}

}  // namespace tend::workload
