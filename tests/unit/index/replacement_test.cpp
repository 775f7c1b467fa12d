// SPDX-License-Identifier: PostgreSQL
#include "core/index/replacement.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

constexpr RelationId kNarrow{101};
constexpr RelationId kOther{102};

ExistingIndex existing(const std::string& name, RelationId id, const std::vector<int>& columns) {
  return {.name = name, .definition = index_on(table(1, 1e6, 10000), columns), .id = id};
}

TableModel with_prefixes() {
  TableModel model = table(1, 1e6, 10000);
  model.snapshot.indexes = {existing("public.narrow", kNarrow, {2}),
                            existing("public.other", kOther, {3})};
  return model;
}

std::vector<StatementModel> two_statements() {
  return {reading("wide", 10, {on({equals(2, 0.001), in_range(3, 0.1)})}),
          reading("narrow", 10, {on({equals(2, 0.001)})})};
}

const std::vector<std::string> kNone;

HideTest tested(PreparedRun& run, const Evaluation& chosen) {
  return test_replaced(chosen, *run.cost, run.observed.queries, run.relations, run.what_if);
}

}  // namespace

TEST_CASE("an index that no statement misses needs no keeping") {
  const TableModel model = with_prefixes();
  PreparedRun run({model}, two_statements(), std::vector{index_on(model, {2, 3})});
  run.what_if.hiding_factor[{"narrow", kNarrow}] = 1.09;
  const Evaluation chosen = run.at({0});

  const HideTest test = tested(run, chosen);

  REQUIRE(test.needed == kNone);
  REQUIRE(test.planner_calls == 2);
}

TEST_CASE("an index without which a statement gets more than a tenth dearer is needed") {
  const TableModel model = with_prefixes();
  PreparedRun run({model}, two_statements(), std::vector{index_on(model, {2, 3})});
  run.what_if.hiding_factor[{"narrow", kNarrow}] = 1.11;
  const Evaluation chosen = run.at({0});

  REQUIRE(tested(run, chosen).needed == std::vector<std::string>{"public.narrow"});
}

TEST_CASE("of several replaced indexes only the one that is missed is needed") {
  const TableModel model = with_prefixes();
  PreparedRun run({model}, two_statements(),
                  std::vector{index_on(model, {2, 3}), index_on(model, {3, 2})});
  run.what_if.hiding_factor[{"wide", kOther}] = 2;
  const Evaluation chosen = run.at({0, 1});

  REQUIRE(tested(run, chosen).needed == std::vector<std::string>{"public.other"});
}

TEST_CASE("two indexes that are missed only together are both needed") {
  const TableModel model = with_prefixes();
  PreparedRun run({model}, two_statements(),
                  std::vector{index_on(model, {2, 3}), index_on(model, {3, 2})});
  run.what_if.hiding_factor[{"wide", kNarrow}] = 1.08;
  run.what_if.hiding_factor[{"wide", kOther}] = 1.08;
  const Evaluation chosen = run.at({0, 1});

  REQUIRE(tested(run, chosen).needed == std::vector<std::string>{"public.narrow", "public.other"});
}

TEST_CASE("a set that replaces nothing takes no planner call") {
  const TableModel model = with_prefixes();
  PreparedRun run({model}, two_statements(), std::vector{index_on(model, {4})});
  const Evaluation chosen = run.at({0});

  REQUIRE(tested(run, chosen).planner_calls == 0);
}

TEST_CASE("what cannot be planned without an index keeps it") {
  const TableModel model = with_prefixes();
  PreparedRun run({model}, two_statements(), std::vector{index_on(model, {2, 3})});
  const Evaluation chosen = run.at({0});
  run.what_if.plan_failures["narrow"] = Failure{FailureCode::kNotSupported, "no", "", "", ""};

  REQUIRE(tested(run, chosen).needed == std::vector<std::string>{"public.narrow"});
}

TEST_CASE("advice drops from replaces what a statement would miss, and says so") {
  const TableModel model = with_prefixes();
  PreparedRun run({model}, two_statements(), std::vector{index_on(model, {2, 3})});
  run.writes->keep("public.narrow");

  const std::vector<AdvisedIndex> indexes = explain_set(run.at({0}), run.ports());

  REQUIRE(indexes.at(0).replaces == kNone);
  REQUIRE(indexes.at(0).keeps == std::vector<std::string>{"public.narrow"});
}

}  // namespace tend::index::test
