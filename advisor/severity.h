// SPDX-License-Identifier: PostgreSQL
// How much a finding matters, and which findings make a run fail.
//
// Tested by tests/advisor/exit_codes.t.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace tend::advisor {

// Ordered: a higher one includes the need to look that a lower one has.
enum class Severity { kLow, kMedium, kHigh, kCritical };

inline constexpr std::array<std::string_view, 4> kSeverityNames = {"low", "medium", "high",
                                                                   "critical"};

inline std::string_view name_of(Severity severity) {
  return kSeverityNames[static_cast<std::size_t>(severity)];
}

// The severity of that name, or nothing: names are lower case and complete.
inline std::optional<Severity> severity_named(std::string_view name) {
  for (std::size_t i = 0; i < kSeverityNames.size(); ++i) {
    if (kSeverityNames[i] == name) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

// The limit of --fail-on: nothing stands for "never".
using FailOn = std::optional<Severity>;

}  // namespace tend::advisor
