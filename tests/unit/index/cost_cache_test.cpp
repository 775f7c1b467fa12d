// SPDX-License-Identifier: PostgreSQL
#include "core/index/cost_cache.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

PreparedRun two_tables() {
  const std::vector<TableModel> tables = {table(1, 1e6, 10000), table(2, 1e6, 10000)};
  return PreparedRun(tables,
                     {reading("a", 1, {on(1, {equals(1, 0.001), equals(2, 0.01)})}),
                      reading("b", 1, {on(2, {equals(1, 0.001)})})},
                     {index_on(tables[0], {1}), index_on(tables[0], {1, 2}),
                      index_on(tables[0], {2}), index_on(tables[1], {1})});
}

}  // namespace

TEST_CASE("today's cost needs no planner call") {
  PreparedRun run = two_tables();
  const long calls = run.what_if.plan_calls;

  REQUIRE(run.cache->plan(0, {}).cost == run.observed.queries[0].observation.cost);
  REQUIRE(run.what_if.plan_calls == calls);
  REQUIRE(run.cache->planner_calls() == 0);
}

TEST_CASE("the same question is asked once, candidates of other tables aside") {
  PreparedRun run = two_tables();
  const std::vector<CandidateId> one = {0};
  const std::vector<CandidateId> with_other_table = {0, 3};

  run.cache->plan(0, one);
  run.cache->plan(0, one);
  run.cache->plan(0, with_other_table);

  REQUIRE(run.cache->planner_calls() == 1);
}

TEST_CASE("a plan known for more candidates answers for those between its own and these") {
  PreparedRun run = two_tables();
  const std::vector<CandidateId> all = {0, 1, 2};
  const PlanEstimate best = run.cache->plan(0, all);
  REQUIRE(best.used == std::vector<CandidateId>{1});

  const std::vector<CandidateId> fewer = {1, 2};
  REQUIRE(run.cache->plan(0, fewer).cost == best.cost);
  REQUIRE(run.cache->planner_calls() == 1);

  const std::vector<CandidateId> without_winner = {0, 2};
  REQUIRE(run.cache->plan(0, without_winner).cost > best.cost);
  REQUIRE(run.cache->planner_calls() == 2);
}

TEST_CASE("what a wide offer does not use is answered without asking again") {
  PreparedRun run = two_tables();
  const std::vector<CandidateId> pool = {0, 1, 2, 3};
  run.cache->expect(pool);
  const std::vector<CandidateId> winner = {1};
  const std::vector<CandidateId> winner_and_more = {1, 2};
  const std::vector<CandidateId> without_winner = {0};
  const std::vector<CandidateId> also_without = {0, 2};

  run.cache->plan(0, winner);
  run.cache->plan(0, winner_and_more);
  REQUIRE(run.cache->planner_calls() == 1);

  run.cache->plan(0, without_winner);
  run.cache->plan(0, also_without);
  REQUIRE(run.cache->planner_calls() == 2);
}

TEST_CASE("the least cost seen so far is kept per statement") {
  PreparedRun run = two_tables();
  const Cost today = run.cache->least(0);
  const std::vector<CandidateId> one = {0};

  const Cost with = run.cache->plan(0, one).cost;

  REQUIRE(with < today);
  REQUIRE(run.cache->least(0) == with);
  REQUIRE(run.cache->least(1) == run.observed.queries[1].observation.cost);
}

TEST_CASE("a statement that cannot be planned under a configuration counts as unchanged") {
  PreparedRun run = two_tables();
  run.what_if.plan_failures["a"] = {FailureCode::kServerError, "locked", "", "", "55P03"};
  const std::vector<CandidateId> one = {0};

  const PlanEstimate estimate = run.cache->plan(0, one);

  REQUIRE(estimate.cost == run.observed.queries[0].observation.cost);
  REQUIRE(estimate.used.empty());
  REQUIRE(run.cache->failures().at(0).sqlstate == "55P03");
  REQUIRE_FALSE(run.cache->cancellation().has_value());
}

TEST_CASE("after a cancellation no more questions are asked") {
  PreparedRun run = two_tables();
  run.what_if.plan_failures["a"] = {FailureCode::kCancelled, "cancelled", "", "", ""};
  const std::vector<CandidateId> one = {0};
  const std::vector<CandidateId> other = {3};
  run.cache->plan(0, one);
  REQUIRE(run.cache->cancellation().has_value());

  run.cache->plan(1, other);

  REQUIRE(run.cache->planner_calls() == 1);
}

}  // namespace tend::index::test
