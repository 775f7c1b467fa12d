// SPDX-License-Identifier: PostgreSQL
#include "tests/bench/whatif/errors.h"

#include <algorithm>
#include <cmath>

namespace tend::bench {

namespace {

constexpr double kExact = 0.001;

// The least value that at least `fraction` of the sorted values do not exceed.
double quantile(const std::vector<double>& sorted, double fraction) {
  const double rank = std::ceil(fraction * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

double fraction_up_to(const std::vector<double>& sorted, double bound) {
  const auto end = std::upper_bound(sorted.begin(), sorted.end(), bound);
  return static_cast<double>(end - sorted.begin()) / static_cast<double>(sorted.size());
}

}  // namespace

ErrorSummary summarize(const std::vector<double>& errors, double tolerance) {
  std::vector<double> sizes;
  double sum = 0;
  double above = 0;
  double below = 0;
  for (const double error : errors) {
    sizes.push_back(std::abs(error));
    sum += error;
    above += error > kExact;
    below += error < -kExact;
  }
  const auto count = static_cast<double>(errors.size());
  std::sort(sizes.begin(), sizes.end());
  return {.count = errors.size(),
          .within = fraction_up_to(sizes, tolerance),
          .exact = fraction_up_to(sizes, kExact),
          .median = quantile(sizes, 0.5),
          .p90 = quantile(sizes, 0.9),
          .largest = sizes.back(),
          .bias = sum / count,
          .above = above / count,
          .below = below / count};
}

}  // namespace tend::bench
