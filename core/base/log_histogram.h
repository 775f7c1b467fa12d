// SPDX-License-Identifier: PostgreSQL
// Logarithmic histogram of durations: bucket b holds 10^(b/20) up to 10^((b+1)/20) microseconds, 20
// buckets a decade, so that a quantile is off by at most 12 % (the width of a bucket), whatever its
// size. Histograms of the same thing over different times merge by adding buckets.
//
// Source: docs/methods/history.md#percentiles. Tested by tests/unit/base/log_histogram_test.cpp.
#pragma once

#include <optional>
#include <span>

#include "core/base/units.h"

namespace tend {

struct HistogramBucket {
  int bucket = 0;    // 0 <= bucket <= kLastBucket
  double count = 0;  // > 0; may be a weight

  bool operator==(const HistogramBucket&) const = default;
};

// 10^(200/20) microseconds = 10,000 seconds; anything longer counts there.
inline constexpr int kLastBucket = 200;

// Durations under a microsecond, zero and negative ones fall into bucket 0.
int bucket_of(Milliseconds duration);

// The p-quantile: the geometric middle of the bucket it falls in, interpolated by rank.
//   histogram  in any order, every bucket at most once
//   p          fraction, 0 to 1
// Absent for an empty histogram.
std::optional<Milliseconds> quantile(std::span<const HistogramBucket> histogram, double p);

// The p-quantile of a log-normal distribution with this mean and standard deviation (population),
// used where nothing was measured: execution times are skewed to the right and positive.
//   mean > 0, stddev >= 0, 0 < p < 1
Milliseconds log_normal_quantile(Milliseconds mean, Milliseconds stddev, double p);

}  // namespace tend
