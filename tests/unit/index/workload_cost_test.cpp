// SPDX-License-Identifier: PostgreSQL
#include "core/index/workload_cost.h"

#include <catch2/catch.hpp>
#include <random>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

PreparedRun random_run(unsigned seed) {
  const Instance instance = random_instance(seed);
  return PreparedRun(instance.tables, instance.statements, 3);
}

std::vector<CandidateId> random_set(std::mt19937& engine, std::size_t candidates) {
  std::vector<CandidateId> set;
  for (CandidateId id = 0; id < candidates; ++id) {
    if (engine() % 4 == 0) set.push_back(id);
  }
  return set;
}

}  // namespace

TEST_CASE("today is calls times cost, without upkeep and bytes") {
  PreparedRun run = random_run(3);
  const Evaluation today = run.cost->today();

  REQUIRE(today.total().value() == Approx(run.total({})));
  REQUIRE(today.writes == Cost(0));
  REQUIRE(today.bytes == Bytes(0));
}

TEST_CASE("a set costs the same to the last bit on whatever road it is reached") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    PreparedRun run = random_run(seed);
    std::mt19937 engine(seed);
    Evaluation walker = run.cost->today();
    for (int step = 0; step < 20; ++step) {
      const std::vector<CandidateId> set = random_set(engine, run.candidates.size());
      walker = run.cost->moved(walker, set);
      const Evaluation direct = run.at(set);
      CAPTURE(seed, step);
      REQUIRE(walker.total().value() == direct.total().value());
      REQUIRE(walker.bytes == direct.bytes);
      REQUIRE(walker.total().value() == Approx(run.total(set)).epsilon(1e-12));
    }
  }
}

TEST_CASE("the possible gain bounds the real one once the best plans are known") {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    PreparedRun run = random_run(seed);
    std::vector<CandidateId> all;
    for (CandidateId id = 0; id < run.candidates.size(); ++id) all.push_back(id);
    run.at(all);
    std::mt19937 engine(seed);
    const Evaluation from = run.at(random_set(engine, run.candidates.size()));
    for (const CandidateId id : all) {
      if (std::binary_search(from.set.begin(), from.set.end(), id)) continue;
      std::vector<CandidateId> set = from.set;
      set.insert(std::lower_bound(set.begin(), set.end(), id), id);
      const Evaluation to = run.cost->moved(from, set);
      REQUIRE(run.cost->possible_gain(from, {id}).value() >=
              (from.reads - to.reads).value() - 1e-6);
    }
  }
}

TEST_CASE("an evaluation that the limit interrupts has no result") {
  PreparedRun run = random_run(5);
  const CountingCancel at_once(0);
  const RunLimit stopped(run.clock, at_once, Seconds(1));
  REQUIRE_FALSE(run.cost->queries_of(0).empty());

  REQUIRE_FALSE(run.cost->moved(run.cost->today(), {0}, stopped).has_value());
}

TEST_CASE("the best query gain is a fraction of that query's own cost") {
  PreparedRun run = random_run(1);
  Evaluation before = run.cost->today();
  Evaluation after = before;
  REQUIRE(run.cost->best_query_gain(before, after) == 0);

  after.per_query[1] = before.per_query[1] * 0.25;
  after.per_query[0] = before.per_query[0] * 0.9;

  REQUIRE(run.cost->best_query_gain(before, after) == Approx(0.75));
}

}  // namespace tend::index::test
