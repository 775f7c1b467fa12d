// SPDX-License-Identifier: PostgreSQL
#include "core/change/priority.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

namespace tend::change {

namespace {

Recommendation recommendation(double share, double confidence, Level risk = Level::kNone,
                              Level effort = Level::kNone) {
  Recommendation result;
  result.impact.share = share;
  result.confidence = confidence;
  result.risk.level = risk;
  result.effort.level = effort;
  return result;
}

constexpr Level kLevels[] = {Level::kNone, Level::kLow, Level::kMedium, Level::kHigh};

}  // namespace

TEST_CASE("without risk and effort the score is gain times confidence") {
  REQUIRE(priority_score(recommendation(0.4, 0.5)) == Approx(0.2));
  REQUIRE(priority_score(recommendation(1, 1)) == Approx(1));
  REQUIRE(priority_score(recommendation(0, 1)) == 0);
}

TEST_CASE("more gain or confidence never lowers the score") {
  for (const Level risk : kLevels) {
    for (const Level effort : kLevels) {
      double last = -1;
      for (double value = 0; value <= 1.0; value += 0.05) {
        const double by_gain = priority_score(recommendation(value, 0.6, risk, effort));
        const double by_confidence = priority_score(recommendation(0.6, value, risk, effort));
        REQUIRE(by_gain == Approx(by_confidence));
        REQUIRE(by_gain >= last);
        last = by_gain;
      }
    }
  }
}

TEST_CASE("each level of risk or effort lowers the score, risk more than effort") {
  for (int i = 1; i < 4; ++i) {
    REQUIRE(priority_score(recommendation(0.5, 0.9, kLevels[i])) <
            priority_score(recommendation(0.5, 0.9, kLevels[i - 1])));
    REQUIRE(priority_score(recommendation(0.5, 0.9, Level::kNone, kLevels[i])) <
            priority_score(recommendation(0.5, 0.9, Level::kNone, kLevels[i - 1])));
    REQUIRE(priority_score(recommendation(0.5, 0.9, kLevels[i])) <
            priority_score(recommendation(0.5, 0.9, Level::kNone, kLevels[i])));
  }
}

TEST_CASE("the score stays a fraction whatever it is given") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double wild : {-3.0, 7.0, nan, std::numeric_limits<double>::infinity()}) {
    const double score = priority_score(recommendation(wild, 0.5));
    REQUIRE(score >= 0);
    REQUIRE(score <= 1);
  }
  REQUIRE(priority_score(recommendation(nan, 1)) == 0);
}

TEST_CASE("ranks run from one without gaps and leave the vector's order alone") {
  std::vector<Recommendation> all = {recommendation(0.1, 1), recommendation(0.9, 1),
                                     recommendation(0.5, 1)};

  rank(all);

  REQUIRE(all[0].priority == 3);
  REQUIRE(all[1].priority == 1);
  REQUIRE(all[2].priority == 2);
  REQUIRE(all[1].score == Approx(0.9));
}

TEST_CASE("ties are settled by target and action, not by position") {
  Recommendation first = recommendation(0.5, 1);
  first.target = "public.a";
  first.action = "x";
  Recommendation second = first;
  second.action = "y";
  Recommendation third = first;
  third.target = "public.b";
  third.action = "a";

  std::vector<Recommendation> one_way = {first, second, third};
  std::vector<Recommendation> other_way = {third, second, first};
  rank(one_way);
  rank(other_way);

  REQUIRE(one_way[0].priority == 1);
  REQUIRE(one_way[1].priority == 2);
  REQUIRE(one_way[2].priority == 3);
  REQUIRE(other_way[0].priority == 3);
  REQUIRE(other_way[2].priority == 1);
}

TEST_CASE("ranking nothing is fine") {
  std::vector<Recommendation> none;
  rank(none);
  REQUIRE(none.empty());
}

}  // namespace tend::change
