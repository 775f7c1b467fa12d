// SPDX-License-Identifier: PostgreSQL
#include "core/index/search.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

PreparedRun overlapping() {
  return PreparedRun({table(1, 1e6, 10000)},
                     {reading("a", 5, {on({equals(1, 0.001), in_range(2, 0.05)})}),
                      reading("b", 9, {on({equals(1, 0.001)})})});
}

}  // namespace

TEST_CASE("growing replaces an index by one that subsumes it") {
  PreparedRun run = overlapping();
  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);
  const AdviseLimits limits;
  ConfigurationSearch search(*run.cost, seeds, limits, run.run);

  const Evaluation grown = search.grown(run.at({run.id("btree (c1)")}), Greed::kGain);

  REQUIRE(run.spellings(grown.set) == std::vector<std::string>{"btree (c1, c2)"});
}

TEST_CASE("pruning sheds what another member already gives, and keeps what earns its place") {
  PreparedRun run = overlapping();
  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);
  const AdviseLimits limits;
  ConfigurationSearch search(*run.cost, seeds, limits, run.run);

  const Evaluation pruned = search.pruned(run.at({run.id("btree (c1)"), run.id("btree (c1, c2)")}));

  REQUIRE(run.spellings(pruned.set) == std::vector<std::string>{"btree (c1, c2)"});
}

TEST_CASE("growing, pruning and refining keep their promises on random instances") {
  for (unsigned seed = 900; seed < 940; ++seed) {
    const Instance instance = random_instance(seed);
    PreparedRun run(instance.tables, instance.statements, 3);
    const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);
    AdviseLimits limits;
    limits.max_indexes = 3;
    ConfigurationSearch search(*run.cost, seeds, limits, run.run);
    CAPTURE(seed);

    const Evaluation today = run.cost->today();
    const Evaluation grown = search.grown(today, Greed::kGainPerByte);
    const Evaluation pruned = search.pruned(grown);
    const Evaluation refined = search.refined(pruned);
    const Evaluation restarted = search.restarted(refined);

    REQUIRE(grown.total() <= today.total());
    REQUIRE(grown.set.size() <= 3);
    REQUIRE(pruned.set.size() <= grown.set.size());
    REQUIRE(refined.total() <= pruned.total());
    REQUIRE(refined.set.size() <= 3);
    REQUIRE(restarted.total() <= refined.total());
    REQUIRE(restarted.set.size() <= 3);
    for (const CandidateId id : refined.set) {
      std::vector<CandidateId> rest = refined.set;
      std::erase(rest, id);
      const Evaluation without = run.at(rest);
      REQUIRE(without.total() - refined.total() > search.noise());
      REQUIRE(run.cost->best_query_gain(without, refined) >= kMinQueryGain);
    }
  }
}

TEST_CASE("avoided candidates are left out of a growth") {
  PreparedRun run = overlapping();
  const Seeds seeds = plant_seeds(*run.cache, *run.cost, {}, run.run);
  const AdviseLimits limits;
  ConfigurationSearch search(*run.cost, seeds, limits, run.run);

  const Evaluation grown =
      search.grown(run.cost->today(), Greed::kGain, {run.id("btree (c1, c2)")});

  REQUIRE(run.spellings(grown.set) == std::vector<std::string>{"btree (c1)"});
}

}  // namespace tend::index::test
