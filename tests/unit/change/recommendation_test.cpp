// SPDX-License-Identifier: PostgreSQL
#include "core/change/recommendation.h"

#include <catch2/catch.hpp>

namespace tend::change {

TEST_CASE("levels are named as users read them") {
  REQUIRE(name_of(Level::kNone) == "none");
  REQUIRE(name_of(Level::kLow) == "low");
  REQUIRE(name_of(Level::kMedium) == "medium");
  REQUIRE(name_of(Level::kHigh) == "high");
}

TEST_CASE("levels compare by their height") {
  REQUIRE(Level::kNone < Level::kLow);
  REQUIRE(Level::kLow < Level::kMedium);
  REQUIRE(Level::kMedium < Level::kHigh);
}

TEST_CASE("a recommendation starts without gain, risk, priority or measured time") {
  const Recommendation recommendation;

  REQUIRE(recommendation.impact.share == 0);
  REQUIRE_FALSE(recommendation.impact.saved_per_hour.has_value());
  REQUIRE(recommendation.risk.level == Level::kNone);
  REQUIRE(recommendation.priority == 0);
}

}  // namespace tend::change
