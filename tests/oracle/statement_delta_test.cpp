// SPDX-License-Identifier: PostgreSQL
// Differences of readings against a simulated server whose truth is known: an entry that executes,
// is reset, evicted, entered again and lost in a crash, sampled at random times.
#include "core/workload/statement_delta.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <optional>
#include <random>
#include <vector>

namespace {

using namespace tend::workload;

// The counters of one entry, kept as pg_stat_statements keeps them: running mean and sum of squared
// deviations (Welford), from which its view takes the root.
class Entry {
 public:
  void execute(double ms) {
    counts_[kCalls] += 1;
    counts_[kTotalMs] += ms;
    counts_[kRows] += 3;
    counts_[kReadMs] += ms / 4;
    const double before = mean_;
    mean_ += (ms - before) / counts_[kCalls];
    deviations_ += (ms - before) * (ms - mean_);
    min_ = counts_[kCalls] == 1 ? ms : std::min(min_, ms);
    max_ = std::max(max_, ms);
  }

  StatementReading read() const {
    StatementReading out;
    out.counts = counts_;
    const double stddev = std::sqrt(deviations_ / counts_[kCalls]);
    out.squares_ms2 = squares_of(counts_[kCalls], mean_, stddev);
    out.min_ms = min_;
    out.max_ms = max_;
    return out;
  }

 private:
  std::array<double, kStatementCounts> counts_{};
  double mean_ = 0;
  double deviations_ = 0;
  double min_ = 0;
  double max_ = 0;
};

// What really happened between two samples.
struct Truth {
  std::vector<double> times;    // of all executions
  std::size_t since_entry = 0;  // how many of them came after the entry was last lost
  bool lost = false;            // the entry was, at least once

  double calls() const { return static_cast<double>(times.size()); }
};

struct Odds {
  double reset = 0;     // per step; the sample is told
  double eviction = 0;  // per step; the sample is told that some entry was evicted
  double silence = 0;   // per step: a crash or a reset of the one entry, of which nobody tells
};

struct Interval {
  Truth truth;
  std::optional<StatementDelta> delta;  // absent while there is no entry
  Meanwhile meanwhile;
};

// 400 samples of an entry under such odds.
std::vector<Interval> simulate(unsigned seed, Odds odds) {
  std::mt19937 random(seed);
  const auto happens = [&](double p) { return std::bernoulli_distribution(p)(random); };
  std::lognormal_distribution<double> duration(1, std::uniform_real_distribution(0.0, 1.5)(random));
  std::optional<Entry> entry;
  std::optional<StatementReading> last;
  std::vector<Interval> out;
  for (int sample = 0; sample < 400; ++sample) {
    Interval interval;
    for (int step = std::uniform_int_distribution(0, 12)(random); step > 0; --step) {
      const bool reset = happens(odds.reset);
      const bool evicted = happens(odds.eviction);
      interval.meanwhile.reset |= reset;
      // Another entry is as likely to be the one that goes.
      interval.meanwhile.evicted |= evicted || happens(odds.eviction);
      if (reset || evicted || happens(odds.silence)) {
        interval.truth.lost |= entry.has_value();
        interval.truth.since_entry = 0;
        entry.reset();
      }
      if (!happens(0.7)) continue;
      if (!entry) entry.emplace();
      const double ms = duration(random);
      entry->execute(ms);
      interval.truth.times.push_back(ms);
      ++interval.truth.since_entry;
    }
    if (entry) {
      const StatementReading now = entry->read();
      interval.delta = delta(last, now, interval.meanwhile);
      last = now;
    } else {
      last.reset();
    }
    out.push_back(interval);
  }
  return out;
}

double sum_of_last(const std::vector<double>& times, std::size_t count) {
  double sum = 0;
  for (std::size_t i = times.size() - count; i < times.size(); ++i) sum += times[i];
  return sum;
}

void check_never_too_much(const Interval& interval) {
  for (const double count : interval.delta->counts) REQUIRE(count >= 0);
  if (interval.delta->squares_ms2) REQUIRE(*interval.delta->squares_ms2 >= 0);
  REQUIRE(interval.delta->counts[kCalls] <= interval.truth.calls());
}

// The interval's executions since the entry was last lost, exactly.
void check_exact(const Interval& interval) {
  const auto& counts = interval.delta->counts;
  const auto since = static_cast<double>(interval.truth.since_entry);
  REQUIRE(counts[kCalls] == since);
  REQUIRE(counts[kRows] == 3 * since);
  const double total = sum_of_last(interval.truth.times, interval.truth.since_entry);
  REQUIRE(counts[kTotalMs] == Approx(total).margin(1e-8));
}

double population_variance(const std::vector<double>& times) {
  double mean = 0;
  for (const double ms : times) mean += ms / static_cast<double>(times.size());
  double variance = 0;
  for (const double ms : times) {
    variance += (ms - mean) * (ms - mean) / static_cast<double>(times.size());
  }
  return variance;
}

}  // namespace

TEST_CASE("without losses the differences add up to all that happened") {
  const auto seed = GENERATE(range(1u, 31u));
  INFO("seed " << seed);
  double truth = 0;
  double found = 0;
  for (const Interval& interval : simulate(seed, {})) {
    truth += interval.truth.calls();
    if (!interval.delta) continue;
    check_exact(interval);
    REQUIRE_FALSE(interval.delta->uncertain);
    found += interval.delta->counts[kCalls];
  }
  REQUIRE(truth > 1000);
  REQUIRE(found == truth);
}

TEST_CASE("the variance of an interval is that of its executions") {
  const auto seed = GENERATE(range(1u, 31u));
  INFO("seed " << seed);
  for (const Interval& interval : simulate(seed, {.reset = 0.01})) {
    if (!interval.delta || !interval.delta->executed() || interval.truth.lost) continue;
    const StatementDelta& found = *interval.delta;
    REQUIRE(found.squares_ms2.has_value());
    const double mean = found.counts[kTotalMs] / found.counts[kCalls];
    const double variance = *found.squares_ms2 / found.counts[kCalls] - mean * mean;
    const double scale = 1e-6 * (1 + mean * mean);
    REQUIRE(variance == Approx(population_variance(interval.truth.times)).margin(scale));
    REQUIRE(variance >= -1e-9 * mean * mean);
  }
}

TEST_CASE("after resets exactly what happened since the reset is counted") {
  const auto seed = GENERATE(range(1u, 31u));
  INFO("seed " << seed);
  int resets = 0;
  for (const Interval& interval : simulate(seed, {.reset = 0.02})) {
    resets += interval.meanwhile.reset;
    if (!interval.delta) continue;
    check_never_too_much(interval);
    check_exact(interval);
    REQUIRE((!interval.meanwhile.reset || interval.delta->new_epoch));
  }
  REQUIRE(resets > 10);
}

TEST_CASE("under eviction nothing is counted twice and what may be wrong is marked") {
  const auto seed = GENERATE(range(1u, 61u));
  INFO("seed " << seed);
  double missing = 0;
  double in_losing_intervals = 0;
  for (const Interval& interval : simulate(seed, {.reset = 0.002, .eviction = 0.05})) {
    const double found = interval.delta ? interval.delta->counts[kCalls] : 0;
    missing += interval.truth.calls() - found;
    if (interval.truth.lost || !interval.delta) in_losing_intervals += interval.truth.calls();
    if (!interval.delta) continue;
    check_never_too_much(interval);
    if (!interval.delta->uncertain) check_exact(interval);
    if (interval.delta->uncertain) REQUIRE(interval.meanwhile.evicted);
  }
  REQUIRE(missing >= 0);
  REQUIRE(missing <= in_losing_intervals);
}

TEST_CASE("a loss of which nobody tells never adds an execution") {
  const auto seed = GENERATE(range(1u, 61u));
  INFO("seed " << seed);
  for (const Interval& interval : simulate(seed, {.silence = 0.05})) {
    if (!interval.delta) continue;
    check_never_too_much(interval);
    if (interval.delta->new_epoch) check_exact(interval);
    if (!interval.truth.lost) check_exact(interval);
  }
}

TEST_CASE("a difference keeps its digits or says that it has none") {
  std::mt19937 random(11);
  std::normal_distribution<double> duration(5, 1);
  Entry entry;
  entry.execute(3e5);  // one execution of five minutes has all the digits
  for (int i = 0; i < 2'000'000; ++i) entry.execute(std::abs(duration(random)));
  StatementReading before = entry.read();
  for (const int calls : {1, 2, 30, 1000, 100'000}) {
    std::vector<double> times;
    for (int i = 0; i < calls; ++i) times.push_back(std::abs(duration(random)));
    for (const double ms : times) entry.execute(ms);
    const StatementReading now = entry.read();
    const StatementDelta found = delta(before, now, {});
    before = now;
    INFO(calls << " calls");
    REQUIRE(found.counts[kCalls] == calls);
    if (!found.squares_ms2) continue;
    double squares = 0;
    for (const double ms : times) squares += ms * ms;
    CHECK(*found.squares_ms2 == Approx(squares).epsilon(1e-2));
  }
}
