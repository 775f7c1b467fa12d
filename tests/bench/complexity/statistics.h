// SPDX-License-Identifier: PostgreSQL
// Spearman's rank correlation with an interval, for the complexity bench.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

namespace tend::bench {

// Ranks from 1; equal values share the mean of theirs.
inline std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    const double shared = 1.0 + static_cast<double>(first + last) / 2.0;
    for (std::size_t i = first; i <= last; ++i) rank[order[i]] = shared;
    first = last + 1;
  }
  return rank;
}

inline double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Pearson's correlation. REQUIRES: neither series is constant.
inline double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double mean_x = mean_of(x);
  const double mean_y = mean_of(y);
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean_x) * (y[i] - mean_y);
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
  }
  return xy / std::sqrt(xx * yy);
}

inline double spearman(const std::vector<double>& x, const std::vector<double>& y) {
  return correlation(ranks(x), ranks(y));
}

struct Interval {
  double low = 0;
  double high = 0;
};

// The 95 % percentile bootstrap interval of Spearman's correlation (Efron, Tibshirani, An
// Introduction to the Bootstrap, chapter 13).
inline Interval spearman_interval(const std::vector<double>& x, const std::vector<double>& y,
                                  std::mt19937_64& random) {
  constexpr std::size_t kResamples = 2000;
  std::vector<double> found;
  for (std::size_t round = 0; round < kResamples; ++round) {
    std::vector<double> a, b;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::size_t pick = random() % x.size();
      a.push_back(x[pick]);
      b.push_back(y[pick]);
    }
    found.push_back(spearman(a, b));
  }
  std::sort(found.begin(), found.end());
  return {found[kResamples / 40], found[kResamples - kResamples / 40]};
}

}  // namespace tend::bench
