// SPDX-License-Identifier: PostgreSQL
#include "core/index/seeds.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

bool holds(const std::vector<CandidateId>& ids, CandidateId id) {
  return std::binary_search(ids.begin(), ids.end(), id);
}

PreparedRun one_query() {
  return PreparedRun({table(1, 1e6, 10000)},
                     {reading("a", 1, {on(1, {equals(1, 0.004), equals(2, 0.05)})})});
}

}  // namespace

TEST_CASE("what the planner uses when offered everything is a winner") {
  PreparedRun run = one_query();

  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);

  REQUIRE(std::find(seeds.winners.begin(), seeds.winners.end(),
                    std::vector<CandidateId>{run.id("btree (c1, c2)")}) != seeds.winners.end());
  REQUIRE(holds(seeds.pool, run.id("btree (c1, c2)")));
}

TEST_CASE("prefixes and runners-up are in the pool for tight budgets") {
  PreparedRun run = one_query();

  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);

  REQUIRE(holds(seeds.pool, run.id("btree (c1)")));
  REQUIRE(run.cache->planner_calls() == 2);
}

TEST_CASE("banned candidates are neither offered nor in the pool") {
  PreparedRun run = one_query();
  const CandidateId banned = run.id("btree (c1, c2)");

  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {banned}, run.run);

  REQUIRE_FALSE(holds(seeds.pool, banned));
  REQUIRE_FALSE(seeds.pool.empty());
}

TEST_CASE("two indexes that only help together are one winner") {
  RelationAccess ored = on(1, {});
  ored.or_arms = {{equals(1, 0.0001)}, {equals(2, 0.0001)}};
  PreparedRun run({table(1, 1e6, 10000)}, {reading("a", 1, {ored})});

  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);

  REQUIRE(std::find(seeds.winners.begin(), seeds.winners.end(),
                    std::vector<CandidateId>{run.id("btree (c1)"), run.id("btree (c2)")}) !=
          seeds.winners.end());
}

TEST_CASE("more candidates than one call takes are offered in chunks with a final") {
  std::vector<Qual> quals;
  std::vector<IndexDefinition> definitions;
  const TableModel model = table(1, 1e6, 10000);
  for (int number = 1; number <= 400; ++number) {
    quals.push_back(equals(number, number == 140 ? 0.0001 : 0.02));
    definitions.push_back(index_on(model, {number}));
  }
  PreparedRun run({model}, {reading("a", 1, {on(1, quals)})}, definitions);

  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);

  REQUIRE(std::find(seeds.winners.begin(), seeds.winners.end(),
                    std::vector<CandidateId>{run.id("btree (c140)")}) != seeds.winners.end());
  REQUIRE(run.cache->planner_calls() <= 8);
}

TEST_CASE("when time runs out the heaviest statements have their seeds") {
  PreparedRun run({table(1, 1e6, 10000), table(2, 1e6, 10000)},
                  {reading("light", 1, {on(1, {equals(1, 0.001)})}),
                   reading("heavy", 100, {on(2, {equals(1, 0.001)})})});
  const SteppingClock clock(Seconds(1));
  const CountingCancel cancel;

  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, RunLimit(clock, cancel, Seconds(2)));

  REQUIRE(seeds.winners.size() == 1);
  REQUIRE(run.candidates[seeds.pool.at(0)].definition.relation == RelationId{2});
}

TEST_CASE("statements that no candidate helps plant nothing") {
  PreparedRun run({table(1, 1e6, 10000)}, {reading("a", 1, {on(1, {equals(1, 0.9)})})});

  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);

  REQUIRE(seeds.winners.empty());
  REQUIRE(seeds.pool.empty());
}

}  // namespace tend::index::test
