// SPDX-License-Identifier: PostgreSQL
#include "core/workload/slow_query.h"

#include <catch2/catch.hpp>
#include <vector>

namespace tend::workload {

constexpr Milliseconds kThreshold{500};

TEST_CASE("impact is the time beyond the target, for all calls of an hour") {
  CHECK(impact_ms_per_hour(120, Milliseconds(600), Milliseconds(500)) == Milliseconds(12'000));
  CHECK(impact_ms_per_hour(120, Milliseconds(400), Milliseconds(500)) == Milliseconds(0));
  CHECK(impact_ms_per_hour(0, Milliseconds(600), Milliseconds(500)) == Milliseconds(0));
}

TEST_CASE("a rare report does not outrank a lookup that runs all the time") {
  const auto report = impact_ms_per_hour(1, Milliseconds(30'000), Milliseconds(500));
  const auto lookup = impact_ms_per_hour(400'000, Milliseconds(5), Milliseconds(1));
  CHECK(lookup > report);
}

TEST_CASE("a declared objective is the target, higher or lower than anything else") {
  CHECK(impact_target(Milliseconds(2000), Milliseconds(80), kThreshold) == Milliseconds(2000));
  CHECK(impact_target(Milliseconds(10), Milliseconds(80), kThreshold) == Milliseconds(10));
}

TEST_CASE("without an objective a statement is measured by its own calm hours") {
  CHECK(impact_target({}, Milliseconds(80), kThreshold) == Milliseconds(80));
  CHECK(impact_target({}, {}, kThreshold) == kThreshold);
}

TEST_CASE("a statement that is always slow keeps its impact") {
  const Milliseconds mean(3000);
  const Milliseconds target = impact_target({}, mean, kThreshold);

  CHECK(target == kThreshold);
  CHECK(impact_ms_per_hour(10, mean, target) == Milliseconds(25'000));
}

TEST_CASE("levels are shares of an hour of one core") {
  CHECK(name_of(impact_level(Milliseconds(0))) == "low");
  CHECK(name_of(impact_level(Milliseconds(3'599))) == "low");
  CHECK(name_of(impact_level(Milliseconds(3'600))) == "medium");
  CHECK(name_of(impact_level(Milliseconds(35'999))) == "medium");
  CHECK(name_of(impact_level(Milliseconds(36'000))) == "high");
  CHECK(name_of(impact_level(Milliseconds(359'999))) == "high");
  CHECK(name_of(impact_level(Milliseconds(360'000))) == "critical");
}

TEST_CASE("a calm baseline needs a day of hours and is their median") {
  std::vector<Milliseconds> hours(23, Milliseconds(10));
  CHECK_FALSE(calm_baseline(hours).has_value());
  CHECK_FALSE(calm_baseline({}).has_value());

  hours.emplace_back(9000);
  CHECK(calm_baseline(hours) == Milliseconds(10));
}

TEST_CASE("a baseline of an even number of hours is between the middle two") {
  std::vector<Milliseconds> hours(12, Milliseconds(20));
  hours.insert(hours.end(), 12, Milliseconds(10));
  CHECK(calm_baseline(hours) == Milliseconds(15));
}

TEST_CASE("bad hours do not move the baseline until they are half of all") {
  std::vector<Milliseconds> hours(25, Milliseconds(10));
  hours.insert(hours.end(), 24, Milliseconds(1000));
  CHECK(calm_baseline(hours) == Milliseconds(10));
}

}  // namespace tend::workload
