// SPDX-License-Identifier: PostgreSQL
// How wrong a list of estimates is: median, tail, largest, and bias.
#pragma once

#include <cstddef>
#include <vector>

namespace tend::bench {

struct ErrorSummary {
  std::size_t count = 0;
  double within = 0;  // fraction of estimates whose error is at most the tolerance
  double exact = 0;   // fraction within 0.1 %: the same but for rounding
  double median = 0;  // of absolute errors
  double p90 = 0;
  double largest = 0;
  double bias = 0;   // mean of signed errors: positive if estimates are too high
  double above = 0;  // fraction of estimates that are too high by more than 0.1 %
  double below = 0;
};

// `errors` signed and relative. REQUIRES: not empty.
ErrorSummary summarize(const std::vector<double>& errors, double tolerance);

}  // namespace tend::bench
