// SPDX-License-Identifier: PostgreSQL
// What happened to one statement between two readings of its counters.
//
// pg_stat_statements counts up from an unknown start: entries are reset, evicted and entered again,
// and a crash takes them all. The epoch rule tells a continued count from a new one, so that no
// execution is counted twice and no difference is ever negative:
//
//   a new epoch began if the statistics were reset, or any count fell, or the least execution time
//   rose, or the greatest fell, or entries were evicted and no executions lead from the one reading
//   to the other; then everything counted so far belongs to this interval.
//   Otherwise the difference belongs to it; it is uncertain if entries were evicted meanwhile,
//   because an entry that was dropped and has grown beyond its old counts looks the same.
//
// Source: docs/methods/history.md#epochs. Tested by tests/unit/workload/statement_delta_test.cpp and
// tests/oracle/statement_delta_test.cpp.
#pragma once

#include <array>
#include <optional>

namespace tend::workload {

// Counts that only grow while an epoch lasts, in the order in which they are stored.
enum StatementCount : std::size_t {
  kCalls,
  kTotalMs,
  kRows,
  kBlocksHit,
  kBlocksRead,
  kBlocksDirtied,
  kBlocksWritten,
  kTempRead,
  kTempWritten,
  kReadMs,
  kWriteMs,
  kWalBytes,
  kPlanMs,
  kStatementCounts
};

// One entry of pg_stat_statements. All >= 0; calls >= 1.
struct StatementReading {
  std::array<double, kStatementCounts> counts{};
  double squares_ms2 = 0;  // sum of squared execution times, see squares_of()
  double min_ms = 0;
  double max_ms = 0;

  bool operator==(const StatementReading&) const = default;
};

// The sum of squared execution times behind a mean and a population standard deviation.
double squares_of(double calls, double mean_ms, double stddev_ms);

// What is known of the time between the two readings.
struct Meanwhile {
  bool reset = false;    // the statistics were reset as a whole
  bool evicted = false;  // some entries, perhaps this one, were dropped
};

struct StatementDelta {
  std::array<double, kStatementCounts> counts{};
  // Absent where the subtraction has no digits left to tell.
  std::optional<double> squares_ms2;
  bool new_epoch = false;
  bool uncertain = false;

  bool executed() const { return counts[kCalls] > 0; }
};

//   before  the last reading; absent if the entry was not there at the last sample, in which case
//           all of `now` happened since
// Returns counts >= 0; squares_ms2 >= 0 if present.
StatementDelta delta(const std::optional<StatementReading>& before, const StatementReading& now,
                     Meanwhile meanwhile);

}  // namespace tend::workload
