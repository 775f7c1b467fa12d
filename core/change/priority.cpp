// SPDX-License-Identifier: PostgreSQL
// One number from gain, confidence, risk and effort: a product, so that each factor can only
// discount the gain and none can make up for another's absence.
//
// Source: docs/methods/index-advice.md#priority. Tested by tests/unit/change/priority_test.cpp.
#include "core/change/priority.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <tuple>

namespace tend::change {

namespace {

// What is left of the expected gain at a level of risk. Medium risk must gain 1.4 times as much as
// none to rank alike, high risk 2.5 times: a wrong top tip costs the trust in all others.
constexpr double risk_discount(Level level) {
  switch (level) {
    case Level::kNone: return 1.0;
    case Level::kLow: return 0.9;
    case Level::kMedium: return 0.7;
    case Level::kHigh: return 0.4;
  }
  return 0.4;
}

// Effort weighs less than risk: it is paid once and is known beforehand.
constexpr double effort_discount(Level level) {
  switch (level) {
    case Level::kNone: return 1.0;
    case Level::kLow: return 0.95;
    case Level::kMedium: return 0.85;
    case Level::kHigh: return 0.7;
  }
  return 0.7;
}

// A fraction, whatever was computed: NaN and negative gain count as none.
double as_fraction(double value) {
  return std::isnan(value) ? 0.0 : std::clamp(value, 0.0, 1.0);
}

}  // namespace

double priority_score(const Recommendation& recommendation) {
  return as_fraction(recommendation.impact.share) * as_fraction(recommendation.confidence) *
         risk_discount(recommendation.risk.level) * effort_discount(recommendation.effort.level);
}

void rank(std::vector<Recommendation>& recommendations) {
  for (Recommendation& each : recommendations) each.score = priority_score(each);
  std::vector<std::size_t> order(recommendations.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const Recommendation& left = recommendations[a];
    const Recommendation& right = recommendations[b];
    if (left.score != right.score) return left.score > right.score;
    return std::tie(left.target, left.action) < std::tie(right.target, right.action);
  });
  for (std::size_t place = 0; place < order.size(); ++place) {
    recommendations[order[place]].priority = static_cast<int>(place) + 1;
  }
}

}  // namespace tend::change
