// SPDX-License-Identifier: PostgreSQL
#include "core/change/gate.h"

#include <catch2/catch.hpp>
#include <vector>

namespace tend::change {
namespace {

Recommendation recommendation(int priority, double share, double confidence) {
  Recommendation made;
  made.priority = priority;
  made.impact.share = share;
  made.confidence = confidence;
  return made;
}

TEST_CASE("the gate admits what is worth enough and sure enough") {
  const std::vector<Recommendation> all = {recommendation(1, 0.2, 0.9), recommendation(2, 0.01, 0.9),
                                           recommendation(3, 0.2, 0.5), recommendation(4, 0.05, 0.7)};

  const std::vector<bool> answers = admitted(all, {0.05, 0.7, 10});

  CHECK(answers == std::vector<bool>{true, false, false, true});
}

TEST_CASE("the gate admits the first by priority, not the first in the list") {
  const std::vector<Recommendation> all = {recommendation(3, 0.5, 1), recommendation(1, 0.5, 1),
                                           recommendation(2, 0.5, 1)};

  CHECK(admitted(all, {0, 0, 2}) == std::vector<bool>{false, true, true});
  CHECK(admitted(all, {0, 0, 0}) == std::vector<bool>{false, false, false});
}

TEST_CASE("a gate over nothing admits nothing") {
  CHECK(admitted({}, {0, 0, 5}).empty());
}

}  // namespace
}  // namespace tend::change
