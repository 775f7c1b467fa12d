// SPDX-License-Identifier: PostgreSQL
// Which recommendations may become open without anybody having asked for them.
//
// Tested by tests/unit/change/gate_test.cpp.
#pragma once

#include <span>
#include <vector>

#include "core/change/recommendation.h"

namespace tend::change {

struct Gate {
  double min_benefit = 0;     // least impact.share, fraction
  double min_confidence = 0;  // fraction
  int max_open = 0;           // at most so many; the first by priority
};

// One answer per recommendation, in their order.
std::vector<bool> admitted(std::span<const Recommendation> recommendations, const Gate& gate);

}  // namespace tend::change
