// SPDX-License-Identifier: PostgreSQL
#include "core/workload/reservoir.h"

#include <array>
#include <boost/math/distributions/chi_squared.hpp>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace tend::workload {

TEST_CASE("the first executions are all kept, whatever the draw") {
  for (int seen = 0; seen < kReservoirSize; ++seen) {
    CHECK(reservoir_position(static_cast<std::uint64_t>(seen), 0) == seen);
    CHECK(reservoir_position(static_cast<std::uint64_t>(seen), 0.999) == seen);
  }
}

TEST_CASE("a later execution replaces one with the probability of being kept") {
  CHECK(reservoir_position(9, 0.0) == 0);
  CHECK(reservoir_position(9, 0.15) == 1);
  CHECK(reservoir_position(9, 0.49) == 4);
  CHECK_FALSE(reservoir_position(9, 0.5).has_value());
  CHECK_FALSE(reservoir_position(9, 0.999).has_value());
}

TEST_CASE("after very many executions one is still kept now and then") {
  const std::uint64_t many = std::uint64_t{1} << 62;
  CHECK(reservoir_position(many, 0.0) == 0);
  CHECK_FALSE(reservoir_position(many, 1e-9).has_value());
  CHECK_FALSE(reservoir_position(~std::uint64_t{0}, 0.5).has_value());
}

TEST_CASE("every execution is as likely to be kept, and in every position") {
  constexpr int kExecutions = 40;
  constexpr int kRounds = 20000;
  std::mt19937_64 random(20261121);
  std::uniform_real_distribution<double> draw(0, 1);
  std::vector<int> kept(kExecutions);
  for (int round = 0; round < kRounds; ++round) {
    std::array<int, kReservoirSize> reservoir{};
    for (int i = 0; i < kExecutions; ++i) {
      const auto position = reservoir_position(static_cast<std::uint64_t>(i), draw(random));
      if (position) reservoir.at(static_cast<std::size_t>(*position)) = i;
    }
    for (const int i : reservoir) ++kept[static_cast<std::size_t>(i)];
  }

  const double expected = static_cast<double>(kRounds) * kReservoirSize / kExecutions;
  double chi_square = 0;
  for (const int count : kept) chi_square += (count - expected) * (count - expected) / expected;
  // Within a round the five are drawn without replacement: the sum is (1 - k/n) times a chi-square.
  chi_square /= 1 - static_cast<double>(kReservoirSize) / kExecutions;
  const boost::math::chi_squared distribution(kExecutions - 1);
  const double p = boost::math::cdf(boost::math::complement(distribution, chi_square));
  INFO("chi-square " << chi_square << ", p " << p);
  CHECK(p > 1e-3);
  CHECK(p < 1 - 1e-3);
}

}  // namespace tend::workload
