// SPDX-License-Identifier: PostgreSQL
#include "core/index/confidence.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

struct Setting {
  RelationAccess access;
  double calls = 5;
  std::optional<Milliseconds> measured = std::nullopt;
  double modified = 0;
};

// The confidence in the index that serves the access, on the columns given.
Confidence confidence_of(const Setting& setting, const std::vector<int>& columns = {1}) {
  TableModel model = table(1, 1e6, 10000);
  model.snapshot.modified_since_analyze = setting.modified;
  StatementModel statement = reading("a", setting.calls, {setting.access});
  statement.query.execution_total = setting.measured;
  PreparedRun run({model}, {statement}, std::vector{index_on(model, columns)});
  IndexEvidence evidence{.id = 0, .without = run.cost->today(), .uses = {}};
  evidence.uses.push_back({.query = 0, .without = Cost(1000), .with = Cost(10)});
  return assess_confidence(evidence, run.ports());
}

const Setting kPlain{.access = on({equals(1, 0.001)})};

}  // namespace

TEST_CASE("nothing against it leaves the best confidence, which is short of certainty") {
  const Confidence confidence = confidence_of(kPlain);

  REQUIRE(confidence.value > 0.9);
  REQUIRE(confidence.value < 1);
  REQUIRE(confidence.doubts.empty());
}

TEST_CASE("stale statistics lower it, from the server's own threshold on, by half at most") {
  const double best = confidence_of(kPlain).value;
  Setting setting = kPlain;

  setting.modified = 0.1e6;
  REQUIRE(confidence_of(setting).value == best);
  setting.modified = 0.5e6;
  const double half = confidence_of(setting).value;
  setting.modified = 5e6;
  const double all = confidence_of(setting).value;

  REQUIRE(half < best);
  REQUIRE(all < half);
  REQUIRE(all == Approx(best / 2));
  REQUIRE(confidence_of(setting).doubts.at(0).find("ANALYZE") != std::string::npos);
}

TEST_CASE("a range between parameters is less certain than one between constants") {
  const Setting parameter{.access = on({in_range(1, 0.3)})};
  const Setting known{.access = on({in_range(1, 0.3, Operand::kConstant)})};

  REQUIRE(confidence_of(parameter).value < confidence_of(known).value);
  REQUIRE(confidence_of(known).doubts.empty());
  const Setting elsewhere{.access = on({equals(1, 0.001), in_range(2, 0.3)})};
  REQUIRE(confidence_of(elsewhere).doubts.empty());
}

TEST_CASE("an order under LIMIT that the index delivers is less certain") {
  Setting setting = kPlain;
  setting.access.order = {ascending(2)};
  REQUIRE(confidence_of(setting, {1, 2}).doubts.empty());

  setting.access.limited = true;
  REQUIRE(confidence_of(setting, {1, 2}).doubts.size() == 1);
  REQUIRE(confidence_of(setting, {1}).doubts.empty());
}

TEST_CASE("a join probe is a little less certain") {
  const Setting probe{.access = on({equals(1, 0.001, Operand::kJoin)})};

  REQUIRE(confidence_of(probe).value < confidence_of(kPlain).value);
}

TEST_CASE("a measured statement seen once is less certain, a caller's weight of one is not") {
  Setting given = kPlain;
  given.calls = 1;
  REQUIRE(confidence_of(given).doubts.empty());

  Setting measured = given;
  measured.measured = Milliseconds(5000);
  REQUIRE(confidence_of(measured).doubts.size() == 1);
  measured.calls = 2;
  REQUIRE(confidence_of(measured).doubts.empty());
}

TEST_CASE("all doubts together stay above zero and are all named") {
  Setting setting{.access = on({in_range(1, 0.3), equals(2, 0.001, Operand::kJoin)}),
                  .calls = 1,
                  .measured = Milliseconds(1),
                  .modified = 1e9};
  setting.access.order = {ascending(1)};
  setting.access.limited = true;

  const Confidence confidence = confidence_of(setting, {2, 1});

  REQUIRE(confidence.doubts.size() == 5);
  REQUIRE(confidence.value > 0);
  REQUIRE(confidence.value < 0.3);
}

TEST_CASE("a doubt weighs by the share of the gain that it concerns") {
  const TableModel model = table(1, 1e6, 10000);
  PreparedRun run({model},
                  {reading("certain", 99, {on({equals(1, 0.001)})}),
                   reading("doubtful", 1, {on({in_range(1, 0.3)})})},
                  std::vector{index_on(model, {1})});
  IndexEvidence evidence{.id = 0, .without = run.cost->today(), .uses = {}};
  evidence.uses = {{.query = 0, .without = Cost(100), .with = Cost(0)},
                   {.query = 1, .without = Cost(100), .with = Cost(0)}};
  const double little = assess_confidence(evidence, run.ports()).value;
  evidence.uses = {{.query = 1, .without = Cost(100), .with = Cost(0)}};
  const double all = assess_confidence(evidence, run.ports()).value;

  REQUIRE(little < confidence_of(kPlain).value);
  REQUIRE(little > 0.98 * confidence_of(kPlain).value);
  REQUIRE(all < 0.8 * confidence_of(kPlain).value);
}

TEST_CASE("an expression without statistics is a guess") {
  Qual qual = equals(1, 0.001);
  qual.term = {.column = 0, .text = "(lower(name))", .columns = {1}};
  TableModel model = table(1, 1e6, 10000);
  IndexDefinition index = index_on(model, {1});
  index.keys.front().term = qual.term;
  const auto confidence = [&](double distinct_values, bool knows_expressions = false) {
    qual.distinct_values = distinct_values;
    PreparedRun run({model}, {reading("a", 5, {on({qual})})}, std::vector{index});
    run.candidates.front().size.knows_expressions = knows_expressions;
    IndexEvidence evidence{.id = 0, .without = run.cost->today(), .uses = {}};
    evidence.uses.push_back({.query = 0, .without = Cost(1000), .with = Cost(10)});
    return assess_confidence(evidence, run.ports());
  };
  REQUIRE(confidence(900).doubts.empty());
  REQUIRE(confidence(0).value == Approx(confidence(900).value * 0.75));
  REQUIRE(confidence(0).doubts.at(0).find("expression") != std::string::npos);
  REQUIRE(confidence(0, true).doubts.empty());
}

}  // namespace tend::index::test
