// SPDX-License-Identifier: PostgreSQL
// Formula: docs/methods/index-advice.md#build-time. Tested by tests/unit/index/build_time_test.cpp.
#include "core/index/build_time.h"

#include <algorithm>
#include <cmath>

namespace tend::index {

namespace {

// First guesses for a server of today, to be calibrated by a bench over real builds: 400 MB/s of
// sequential reading, 30 ns for one comparison and move while sorting, 200 MB/s of writing and
// logging, a tenth of a second of fixed waits for the three transactions.
constexpr double kSecondsPerPageRead = 8192 / 400e6;
constexpr double kSecondsPerComparison = 30e-9;
constexpr double kSecondsPerByteWritten = 1 / 200e6;
constexpr double kSecondsFixed = 0.1;
// The concurrent build reads the table once to build and once to catch up.
constexpr double kTableScans = 2;

// Rows, and so at most pages, that ANALYZE reads: 300 times default_statistics_target of 100.
constexpr double kSampledPages = 30000;

double pages_of(const RelationSnapshot& relation) {
  return static_cast<double>(std::max(relation.pages, Pages(0)).value());
}

}  // namespace

Seconds estimate_build_time(const RelationSnapshot& relation, const HypotheticalSize& size) {
  const double pages = pages_of(relation);
  const double entries = std::max(size.entries, 0.0);
  const double comparisons = entries * std::log2(std::max(entries, 2.0));
  const double written = static_cast<double>(std::max(size.size, Bytes(0)).value());
  return Seconds(kSecondsFixed + kTableScans * pages * kSecondsPerPageRead +
                 comparisons * kSecondsPerComparison + written * kSecondsPerByteWritten);
}

Seconds estimate_analyze_time(const RelationSnapshot& relation) {
  return Seconds(kSecondsFixed + std::min(pages_of(relation), kSampledPages) * kSecondsPerPageRead);
}

Seconds estimate_drop_time() {
  return Seconds(kSecondsFixed);
}

}  // namespace tend::index
