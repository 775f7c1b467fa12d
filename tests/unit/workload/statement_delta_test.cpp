// SPDX-License-Identifier: PostgreSQL
#include "core/workload/statement_delta.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <initializer_list>

namespace tend::workload {
namespace {

// The reading of an entry that has executed for these times, in milliseconds, one row and two
// block hits each.
StatementReading reading_after(std::initializer_list<double> times) {
  StatementReading out;
  out.counts[kCalls] = static_cast<double>(times.size());
  out.counts[kRows] = out.counts[kCalls];
  out.counts[kBlocksHit] = 2 * out.counts[kCalls];
  for (const double ms : times) {
    out.counts[kTotalMs] += ms;
    out.squares_ms2 += ms * ms;
  }
  out.min_ms = std::min(times);
  out.max_ms = std::max(times);
  return out;
}

}  // namespace

TEST_CASE("a continued entry gives what was added") {
  const auto change = delta(reading_after({5, 7}), reading_after({5, 7, 6, 6}), {});

  CHECK(change.counts[kCalls] == 2);
  CHECK(change.counts[kTotalMs] == 12);
  CHECK(change.counts[kBlocksHit] == 4);
  CHECK(change.squares_ms2 == 72.0);
  CHECK_FALSE(change.new_epoch);
  CHECK_FALSE(change.uncertain);
}

TEST_CASE("an entry that did not execute gives nothing") {
  const auto same = reading_after({5, 7});
  const auto change = delta(same, same, {});

  CHECK_FALSE(change.executed());
  CHECK(change.counts == std::array<double, kStatementCounts>{});
  CHECK(change.squares_ms2 == 0.0);
}

TEST_CASE("an entry that was not there before counts whole") {
  const auto now = reading_after({5, 7});
  const auto change = delta(std::nullopt, now, {});

  CHECK(change.counts == now.counts);
  CHECK(change.squares_ms2 == now.squares_ms2);
  CHECK(change.new_epoch);
  CHECK_FALSE(change.uncertain);
}

TEST_CASE("after a reset everything counts, even where all counts have grown") {
  const auto now = reading_after({5, 6, 7});
  const auto change = delta(reading_after({5, 7}), now, {.reset = true});

  CHECK(change.new_epoch);
  CHECK(change.counts == now.counts);
}

TEST_CASE("any single count that fell begins an epoch") {
  const auto count = GENERATE(range(0, static_cast<int>(kStatementCounts)));
  StatementReading before;
  StatementReading now;
  before.counts.fill(10);
  now.counts.fill(20);
  before.min_ms = now.min_ms = before.max_ms = now.max_ms = 1;
  now.counts[static_cast<std::size_t>(count)] = 9;

  const auto change = delta(before, now, {});

  CHECK(change.new_epoch);
  CHECK(change.counts == now.counts);
}

TEST_CASE("extremes that went back begin an epoch though all counts have grown") {
  const auto before = reading_after({5, 7});
  CHECK(delta(before, reading_after({6, 7, 7}), {}).new_epoch);  // the least rose
  CHECK(delta(before, reading_after({5, 6, 6}), {}).new_epoch);  // the greatest fell
  CHECK_FALSE(delta(before, reading_after({5, 7, 4, 8}), {}).new_epoch);
}

TEST_CASE("an entry that was only planned so far has no extremes to go back") {
  StatementReading planned;
  planned.counts[kPlanMs] = 3;
  auto now = reading_after({5});
  now.counts[kPlanMs] = 4;

  const auto change = delta(planned, now, {});

  CHECK_FALSE(change.new_epoch);
  CHECK(change.counts[kPlanMs] == 1);
}

TEST_CASE("an eviction makes a continued difference uncertain, not a proven epoch") {
  const auto before = reading_after({5, 7});
  CHECK(delta(before, reading_after({5, 7, 6}), {.evicted = true}).uncertain);
  CHECK_FALSE(delta(before, reading_after({6}), {.evicted = true}).uncertain);
  CHECK_FALSE(delta(std::nullopt, before, {.evicted = true}).uncertain);
}

TEST_CASE("times that no continuation explains prove a new epoch") {
  const auto before = reading_after({5});

  // one call more cannot be both the new least and the new greatest
  const auto change = delta(before, reading_after({1, 6}), {.evicted = true});
  CHECK(change.new_epoch);
  CHECK(change.counts[kCalls] == 2);
  // a total that two calls between the extremes cannot add
  CHECK(delta(before, reading_after({5, 5, 1.5}), {.evicted = true}).new_epoch == false);
  auto impossible = reading_after({5, 5, 5});
  impossible.counts[kTotalMs] = 5.5;
  CHECK(delta(before, impossible, {.evicted = true}).new_epoch);
  // also where nobody was evicted: a single entry may have been reset
  CHECK(delta(before, reading_after({1, 6}), {}).new_epoch);
}

TEST_CASE("squares are absent where the subtraction has no digits left") {
  auto before = reading_after({1000});
  before.counts[kCalls] = 1e7;
  before.counts[kTotalMs] = 1e10;
  before.squares_ms2 = 1e13;
  auto now = before;
  now.min_ms = 1;
  now.counts[kCalls] += 9;
  now.counts[kTotalMs] += 9;
  now.squares_ms2 += 9;  // 9e-13 of the sum

  const auto change = delta(before, now, {});

  CHECK(change.counts[kCalls] == 9);
  CHECK_FALSE(change.squares_ms2.has_value());
}

TEST_CASE("squares that would make the variance negative are absent") {
  const auto before = reading_after({5, 7});
  auto now = reading_after({5, 7, 6, 6});
  now.squares_ms2 -= 1e-8;  // less than would prove a new epoch

  CHECK_FALSE(delta(before, now, {}).squares_ms2.has_value());
}

TEST_CASE("a variance that is negative by rounding alone is zero") {
  const auto before = reading_after({5, 7});
  auto now = reading_after({5, 7, 6, 6});
  now.squares_ms2 -= 1e-12;

  const auto change = delta(before, now, {});

  REQUIRE(change.squares_ms2.has_value());
  CHECK(*change.squares_ms2 == 72.0);
}

TEST_CASE("squares follow from calls, mean and standard deviation") {
  CHECK(squares_of(2, 6, 1) == 5 * 5 + 7 * 7);
  CHECK(squares_of(3, 4, 0) == 3 * 16);
  CHECK(squares_of(0, 0, 0) == 0);
}

}  // namespace tend::workload
