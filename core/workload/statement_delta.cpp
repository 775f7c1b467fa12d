// SPDX-License-Identifier: PostgreSQL
// Every doubt is settled towards counting too little: a new epoch that goes unnoticed leaves
// `now - before`, which is less than what happened, and nothing is ever counted twice.
//
// Tested by tests/unit/workload/statement_delta_test.cpp, tests/oracle/statement_delta_test.cpp.
#include "core/workload/statement_delta.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace tend::workload {
namespace {

// Share of the sum of squares below which a difference of two sums is not trusted: 9 of a double's
// 15 to 16 digits are gone then, and the sums themselves are good for about 12 (see below).
constexpr double kLeastSquaresShare = 1e-9;

// Relative error of a sum that went through pg_stat_statements' running mean and variance, the
// square root of its view and back. One addition errs by 2e-16; 1e-12 allows for their number.
constexpr double kSumRounding = 1e-12;

bool any_count_fell(const StatementReading& before, const StatementReading& now) {
  return !std::equal(now.counts.begin(), now.counts.end(), before.counts.begin(),
                     std::greater_equal<>());
}

// An entry that was planned but never executed has 0 for both extremes: they tell nothing yet.
bool extremes_went_back(const StatementReading& before, const StatementReading& now) {
  return before.counts[kCalls] > 0 && (now.min_ms > before.min_ms || now.max_ms < before.max_ms);
}

// Relative error allowed to a sum of an entry when it is to prove something: 1000 times
// kSumRounding, because a wrong proof would count twice. Of entries beyond about 1e9 executions it
// proves nothing.
constexpr double kProofRounding = 1e-9;

// Whether no executions exist that would have taken the entry from one reading to the other: each
// took between now's extremes, an extreme that moved is itself one of them, and a sum and a sum of
// squares of so many times are bound to each other (least if all are equal, most if all are
// extremes).
bool cannot_have_continued(const StatementReading& before, const StatementReading& now) {
  const double total_error = kProofRounding * now.counts[kTotalMs];
  const double squares_error = kProofRounding * now.squares_ms2;
  double calls = now.counts[kCalls] - before.counts[kCalls];
  double total = now.counts[kTotalMs] - before.counts[kTotalMs];
  double squares = now.squares_ms2 - before.squares_ms2;
  for (const auto& [was, is] :
       {std::pair(before.min_ms, now.min_ms), std::pair(before.max_ms, now.max_ms)}) {
    if (was == is) continue;
    calls -= 1;
    total -= is;
    squares -= is * is;
  }
  if (calls < 0) return true;
  if (calls == 0) return std::abs(total) > total_error || std::abs(squares) > squares_error;
  if (total < calls * now.min_ms - total_error || total > calls * now.max_ms + total_error)
    return true;
  const double least = total * total / calls;
  const double most = total * (now.min_ms + now.max_ms) - calls * now.min_ms * now.max_ms;
  const double error = squares_error + 2 * (now.max_ms + now.min_ms) * total_error;
  return squares < least - error || squares > most + error;
}

bool is_new_epoch(const StatementReading& before, const StatementReading& now,
                  Meanwhile meanwhile) {
  if (meanwhile.reset || any_count_fell(before, now) || extremes_went_back(before, now))
    return true;
  return before.counts[kCalls] > 0 && cannot_have_continued(before, now);
}

// The squares of the interval: at least calls * mean^2, what they are if all took the same time.
std::optional<double> squares_since(double before_ms2, const StatementReading& now,
                                    const StatementDelta& out) {
  if (!out.executed()) return 0.0;
  const double squares = now.squares_ms2 - before_ms2;
  if (squares < kLeastSquaresShare * now.squares_ms2) return std::nullopt;
  const double mean = out.counts[kTotalMs] / out.counts[kCalls];
  const double least = mean * out.counts[kTotalMs];
  const double rounding = kSumRounding * (now.squares_ms2 + 2 * mean * now.counts[kTotalMs]);
  if (squares < least - rounding) return std::nullopt;
  return std::max(squares, least);
}

}  // namespace

double squares_of(double calls, double mean_ms, double stddev_ms) {
  return calls * (stddev_ms * stddev_ms + mean_ms * mean_ms);
}

StatementDelta delta(const std::optional<StatementReading>& before, const StatementReading& now,
                     Meanwhile meanwhile) {
  StatementDelta out;
  out.counts = now.counts;
  out.new_epoch = !before || is_new_epoch(*before, now, meanwhile);
  if (out.new_epoch) {
    out.squares_ms2 = squares_since(0, now, out);
    return out;
  }
  std::transform(now.counts.begin(), now.counts.end(), before->counts.begin(), out.counts.begin(),
                 std::minus<>());
  out.uncertain = meanwhile.evicted;
  out.squares_ms2 = squares_since(before->squares_ms2, now, out);
  return out;
}

}  // namespace tend::workload
