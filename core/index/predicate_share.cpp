// SPDX-License-Identifier: PostgreSQL
// The standard error of a ratio over blocks that are spread evenly, from the differences between
// neighbours: Wolter, Introduction to Variance Estimation (2007), section 8.2.1, v2. Where rows
// stand in order, such a sample errs by about a block, not by as many as blocks differ.
// Tested by tests/unit/index/predicate_share_test.cpp.
#include "core/index/predicate_share.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace tend::index {

namespace {

// Standard errors within which a difference is chance; among hundreds of candidates three would be
// exceeded by luck.
constexpr double kChance = 3.5;

// Half the sum of the squared differences between one block and the next, where of each block the
// rows that satisfy count beyond those expected at `share`.
double half_squares(const PredicateSample& sample, double share) {
  double squares = 0;
  double previous = 0;
  std::size_t next = 0;
  for (std::size_t row = 0; row < sample.blocks.size();) {
    const std::size_t first = row;
    double beyond = 0;
    for (; row < sample.blocks.size() && sample.blocks[row] == sample.blocks[first]; ++row) {
      beyond -= share;
      if (next < sample.satisfying.size() &&
          static_cast<std::size_t>(sample.satisfying[next]) == row) {
        beyond++;
        next++;
      }
    }
    if (first > 0) squares += (beyond - previous) * (beyond - previous);
    previous = beyond;
  }
  return squares / 2;
}

}  // namespace

double predicate_share(const PredicateSample& sample, double planned) {
  if (sample.blocks.empty()) return planned;
  const auto rows = static_cast<double>(sample.blocks.size());
  const double counted = static_cast<double>(sample.satisfying.size()) / rows;
  if (sample.whole) return counted;
  const double by_blocks = std::sqrt(half_squares(sample, counted)) / rows;
  // A sample in which none or few satisfy knows nothing of its own spread.
  const double by_rows = std::sqrt(std::max(planned, counted) / rows);
  const bool by_chance = std::abs(counted - planned) <= kChance * std::max(by_blocks, by_rows);
  return by_chance ? planned : counted;
}

}  // namespace tend::index
