// SPDX-License-Identifier: PostgreSQL
// Names of the levels, as users read them. Tested by tests/unit/change/recommendation_test.cpp.
#include "core/change/recommendation.h"

namespace tend::change {

std::string_view name_of(Level level) {
  switch (level) {
    case Level::kNone: return "none";
    case Level::kLow: return "low";
    case Level::kMedium: return "medium";
    case Level::kHigh: return "high";
  }
  return "unknown";
}

}  // namespace tend::change
