// SPDX-License-Identifier: PostgreSQL
#include "core/index/plan_guess.h"

#include <catch2/catch.hpp>

#include "tests/oracle/analytic_models.h"

namespace tend::index::test {

namespace {

// 0: (c1), 1: (c1, c2), 2: (c1, c3), 3: (c1, c2, c3), 4: (c4)
std::vector<Candidate> five() {
  std::vector<Candidate> candidates;
  for (const std::vector<int>& columns :
       std::vector<std::vector<int>>{{1}, {1, 2}, {1, 3}, {1, 2, 3}, {4}}) {
    candidates.push_back({index_on(table(1, 1e6, 10000), columns), {}});
  }
  return candidates;
}

Kinship kinship() {
  return kinship_of(five(), {0, 1, 2, 3, 4});
}

PlanEstimate plan(double cost, std::vector<CandidateId> used) {
  return {.cost = Cost(cost), .used = std::move(used)};
}

}  // namespace

TEST_CASE(
    "wider is what holds all columns behind the same first key, narrower what it begins with") {
  const Kinship kin = kinship();

  CHECK(kin.wider[2] == std::vector<CandidateId>{3});
  CHECK(kin.wider[0] == std::vector<CandidateId>{1, 2, 3});
  CHECK(kin.narrower[3] == std::vector<CandidateId>{0, 1});
  CHECK(kin.wider[4].empty());
}

TEST_CASE("a known plan costs what it costs wherever its candidates are") {
  const AskedPlans asked = {{{}, plan(100, {})}, {{1, 4}, plan(10, {1})}};

  CHECK(guess_plan(asked, {1}, kinship()).cost == Cost(10));
  CHECK(guess_plan(asked, {1, 2}, kinship()).used == std::vector<CandidateId>{1});
  CHECK(guess_plan(asked, {}, kinship()).cost == Cost(100));
}

TEST_CASE("a wider index is taken to do nearly as well, a narrower one less") {
  const AskedPlans asked = {{{}, plan(100, {})}, {{1}, plan(10, {1})}};
  const PlanEstimate wider = guess_plan(asked, {3}, kinship());
  const PlanEstimate narrower = guess_plan(asked, {0}, kinship());

  CHECK(wider.used == std::vector<CandidateId>{3});
  CHECK(wider.cost > Cost(10));
  CHECK(wider.cost < narrower.cost);
  CHECK(narrower.cost < Cost(100));
}

TEST_CASE(
    "a part of a plan is taken to keep a part of its gain, until the planner says otherwise") {
  AskedPlans asked = {{{}, plan(100, {})}, {{1, 4}, plan(10, {1, 4})}};
  const Cost part = guess_plan(asked, {4}, kinship()).cost;
  CHECK(part > Cost(10));
  CHECK(part < Cost(100));

  asked.emplace(std::vector<CandidateId>{4}, plan(100, {}));
  CHECK(guess_plan(asked, {4}, kinship()).cost == Cost(100));
}

}  // namespace tend::index::test
