// SPDX-License-Identifier: PostgreSQL
#include "core/workload/sampling_budget.h"

#include <catch2/catch.hpp>
#include <random>

namespace tend::workload {

TEST_CASE("a sample within the budget does not stretch the interval") {
  CHECK(effective_interval(Seconds(30), Seconds(0)) == Seconds(30));
  CHECK(effective_interval(Seconds(30), Seconds(0.1)) == Seconds(30));
}

TEST_CASE("a sample beyond the budget stretches the interval to its share") {
  CHECK(effective_interval(Seconds(30), Seconds(0.3)).value() == Approx(60));
  CHECK(effective_interval(Seconds(1), Seconds(0.02)).value() == Approx(4));
}

TEST_CASE("an interval under a second is kept, whatever it costs") {
  CHECK(effective_interval(Seconds(0.1), Seconds(0.05)) == Seconds(0.1));
  CHECK(effective_interval(Seconds(0.999), Seconds(5)) == Seconds(0.999));
}

TEST_CASE("the first sample is the cost until there are more") {
  CHECK(smoothed_cost({}, Seconds(0.4)) == Seconds(0.4));
}

TEST_CASE("one slow sample does not stretch the interval for long") {
  const Seconds usual(0.1);
  Seconds cost = smoothed_cost(usual, usual * 10);
  CHECK(effective_interval(Seconds(30), cost) > Seconds(100));
  for (int sample = 0; sample < 4; ++sample) cost = smoothed_cost(cost, usual);
  CHECK(cost < usual * 2);
  CHECK(effective_interval(Seconds(30), cost) < Seconds(30.0 * 2));
}

TEST_CASE("over many samples of changing cost the share holds") {
  std::mt19937 random(3);
  std::lognormal_distribution<double> cost_of(-1, 1.5);
  std::optional<Seconds> smoothed;
  Seconds spent(0);
  Seconds elapsed(0);
  for (int sample = 0; sample < 20000; ++sample) {
    const Seconds cost(cost_of(random));
    smoothed = smoothed_cost(smoothed, cost);
    spent += cost;
    elapsed += effective_interval(Seconds(1), *smoothed);
  }
  CHECK(spent / elapsed <= kSamplingShare * 1.01);
  CHECK(spent / elapsed >= kSamplingShare * 0.9);
}

}  // namespace tend::workload
