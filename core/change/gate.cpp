// SPDX-License-Identifier: PostgreSQL
#include "core/change/gate.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace tend::change {

std::vector<bool> admitted(std::span<const Recommendation> recommendations, const Gate& gate) {
  std::vector<std::size_t> by_priority(recommendations.size());
  std::iota(by_priority.begin(), by_priority.end(), std::size_t{0});
  std::stable_sort(by_priority.begin(), by_priority.end(), [&](std::size_t a, std::size_t b) {
    return recommendations[a].priority < recommendations[b].priority;
  });
  std::vector<bool> answers(recommendations.size(), false);
  int open = 0;
  for (const std::size_t i : by_priority) {
    const Recommendation& each = recommendations[i];
    if (each.impact.share < gate.min_benefit || each.confidence < gate.min_confidence) continue;
    if (open >= gate.max_open) break;
    answers[i] = true;
    open++;
  }
  return answers;
}

}  // namespace tend::change
