// SPDX-License-Identifier: PostgreSQL
#include "core/index/verified_search.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

constexpr int kStatements = 40;
// Calls a statement takes at most: what its scans cost, its winners, a call a round.
constexpr long kCallsPerStatement = 8;

PreparedRun prepared(unsigned seed) {
  const Instance instance = random_instance(seed, kStatements);
  return PreparedRun(instance.tables, instance.statements, 4);
}

Evaluation choice(PreparedRun& run, const AdviseLimits& limits) {
  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);
  return verified_choice(*run.cache, *run.cost, seeds, limits, run.run);
}

}  // namespace

TEST_CASE("what is found costs what the planner says, in a few calls a statement") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    PreparedRun run = prepared(seed);
    const Evaluation chosen = choice(run, {});

    CAPTURE(seed);
    REQUIRE(chosen.total().value() == Approx(run.total(chosen.set)).epsilon(1e-12));
    REQUIRE(chosen.total() <= run.cost->today().total());
    REQUIRE(run.cache->planner_calls() <= kCallsPerStatement * kStatements);
  }
}

TEST_CASE("the search by composed plans keeps to the storage budget") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    PreparedRun run = prepared(seed);
    Bytes heap;
    for (const auto& [id, relation] : run.relations) heap += bytes_of(relation.pages);
    AdviseLimits limits;
    limits.storage_budget = heap * 0.2;

    CAPTURE(seed);
    REQUIRE(choice(run, limits).bytes <= *limits.storage_budget);
  }
}

TEST_CASE("the search by composed plans leaves out what is banned") {
  PreparedRun first = prepared(1);
  const Evaluation chosen = choice(first, {});
  REQUIRE_FALSE(chosen.set.empty());
  for (const CandidateId banned : chosen.set) {
    PreparedRun run = prepared(1);
    const Seeds seeds = plant_seeds(*run.cache, *run.cost, {banned}, run.run);
    const Evaluation other = verified_choice(*run.cache, *run.cost, seeds, {}, run.run);

    CAPTURE(banned);
    REQUIRE_FALSE(std::binary_search(other.set.begin(), other.set.end(), banned));
  }
}

TEST_CASE("what the search by composed plans leaves idle is left out of the set") {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    PreparedRun run = prepared(seed);
    const Evaluation chosen = run.select({}).chosen;
    for (const CandidateId id : chosen.set) {
      std::vector<CandidateId> rest = chosen.set;
      std::erase(rest, id);
      CAPTURE(seed, id);
      REQUIRE(run.total(rest) > chosen.total().value());
    }
  }
}

TEST_CASE("when the time is over what was composed is the answer, and the planner is let alone") {
  PreparedRun run = prepared(1);
  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);
  const long before = run.cache->planner_calls();
  const SteppingClock clock(Seconds(0.02));
  const RunLimit limit(clock, run.cancel, Seconds(1));
  const Evaluation chosen = verified_choice(*run.cache, *run.cost, seeds, {}, limit);

  REQUIRE(limit.expired());
  REQUIRE_FALSE(chosen.set.empty());
  REQUIRE(run.cache->planner_calls() - before < kStatements);
}

TEST_CASE("after the search by composed plans the planner is asked again") {
  PreparedRun run = prepared(1);
  const Evaluation chosen = choice(run, {});
  const PlanEstimate& plan = run.cache->plan(0, chosen.set);

  REQUIRE(plan.cost == run.what_if.plan(run.workload.queries[0], chosen.set)->cost);
}

}  // namespace tend::index::test
