// SPDX-License-Identifier: PostgreSQL
#include "core/index/evidence.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

ExistingIndex existing(const std::string& name, const std::vector<int>& columns) {
  return {.name = name, .definition = index_on(table(1, 1e6, 10000), columns)};
}

// Two statements with a winner each; the second gains more.
PreparedRun two_winners(TableModel model = table(1, 1e6, 10000)) {
  return PreparedRun({model}, {reading("a", 1, {on({equals(1, 0.001)})}),
                               reading("b", 10, {on({equals(2, 0.001), in_range(3, 0.1)})})});
}

}  // namespace

TEST_CASE("each index is judged by the set without it, and the largest benefit comes first") {
  PreparedRun run = two_winners();
  const Evaluation chosen = run.select({}).chosen;
  const double today = run.total({});

  const std::vector<AdvisedIndex> indexes = explain_set(chosen, run.ports());

  REQUIRE(indexes.size() == 2);
  REQUIRE(canonical_text(indexes[0].definition) == "btree (c2, c3)");
  REQUIRE(indexes[0].benefit > indexes[1].benefit);
  for (const AdvisedIndex& index : indexes) {
    REQUIRE(index.cost_after == chosen.total());
    std::vector<CandidateId> rest = chosen.set;
    std::erase(rest, run.id(canonical_text(index.definition)));
    REQUIRE(index.cost_before.value() == Approx(run.total(rest)));
    REQUIRE(index.benefit == Approx((index.cost_before - index.cost_after).value() / today));
    REQUIRE(index.queries.size() == 1);
    REQUIRE(index.queries[0].after < index.queries[0].before);
    REQUIRE(index.confidence > 0);
    REQUIRE(index.confidence <= 1);
    REQUIRE(index.build_time > Seconds(0));
    REQUIRE_FALSE(index.reason.empty());
  }
}

TEST_CASE("only existing indexes that it fully serves, and that enforce nothing, are replaced") {
  TableModel model = table(1, 1e6, 10000);
  ExistingIndex unique = existing("public.unique", {2});
  unique.definition.unique = true;
  ExistingIndex guarded = existing("public.guarded", {2});
  guarded.guarded = true;
  ExistingIndex invalid = existing("public.invalid", {2});
  invalid.valid = false;
  model.snapshot.indexes = {existing("public.prefix", {2}), existing("public.other", {3}), unique,
                            guarded, invalid};
  PreparedRun run({model}, {reading("b", 10, {on({equals(2, 0.001), in_range(3, 0.1)})})},
                  std::vector{index_on(model, {2, 3})});
  const Evaluation chosen = run.at({0});

  const std::vector<AdvisedIndex> indexes = explain_set(chosen, run.ports());

  REQUIRE(indexes.at(0).replaces == std::vector<std::string>{"public.prefix"});
}

TEST_CASE("names are free in the database and among themselves") {
  PreparedRun run = two_winners();
  run.catalog.taken_names = {"t1_c1_idx", "t1_c1_idx1"};

  const std::vector<AdvisedIndex> indexes = explain_set(run.select({}).chosen, run.ports());

  REQUIRE(indexes[0].name == "t1_c2_c3_idx");
  REQUIRE(indexes[1].name == "t1_c1_idx2");

  TableModel other = table(2, 1e6, 10000);
  other.snapshot.name = "archive.t1";
  RelationAccess access = on({equals(1, 0.001)});
  RelationAccess in_other = access;
  in_other.relation = RelationId{2};
  PreparedRun twins({table(1, 1e6, 10000), other},
                    {reading("a", 1, {access}), reading("b", 2, {in_other})});
  const auto both = explain_set(twins.select({}).chosen, twins.ports());
  REQUIRE(both.at(0).name == "t1_c1_idx");
  REQUIRE(both.at(1).name == "t1_c1_idx1");
}

TEST_CASE("time won back is told for measured statements of a known window only") {
  PreparedRun run({table(1, 1e6, 10000)}, {reading("a", 60, {on({equals(1, 0.001)})})});
  const Evaluation chosen = run.select({}).chosen;
  REQUIRE_FALSE(explain_set(chosen, run.ports())[0].saved_per_hour.has_value());

  run.workload.source = workload::WorkloadSource::kHistory;
  run.workload.window = Seconds(7200);
  run.workload.queries[0].execution_total = Milliseconds(10000);
  const Milliseconds saved = *explain_set(chosen, run.ports())[0].saved_per_hour;
  const Evaluation today = run.cost->today();
  const double share = (today.per_query[0] - chosen.per_query[0]) / today.per_query[0];
  REQUIRE(saved.value() == Approx(10000 * share / 2));

  run.workload.window = Seconds(0);
  REQUIRE_FALSE(explain_set(chosen, run.ports())[0].saved_per_hour.has_value());
}

TEST_CASE("break-even is upkeep per day over what one call saves") {
  TableModel model = table(1, 1e6, 10000);
  model.snapshot.writes_per_day.inserts = 1e6;
  PreparedRun run({model}, {reading("a", 60, {on({equals(1, 0.001)})})});
  const Evaluation chosen = run.select({}).chosen;
  const Evaluation today = run.cost->today();

  const AdvisedIndex index = explain_set(chosen, run.ports())[0];

  const double saved = (today.per_query[0] - chosen.per_query[0]).value();
  REQUIRE(index.break_even_calls_per_day ==
          Approx(run.writes->upkeep_per_day(chosen.set[0]).value() / saved));
  PreparedRun quiet = two_winners();
  REQUIRE(explain_set(quiet.select({}).chosen, quiet.ports())[0].break_even_calls_per_day == 0);
}

TEST_CASE("upkeep by the workload's own writes is in the costs and told apart") {
  StatementModel insert;
  insert.query.text = "insert";
  insert.query.calls = 1000;
  insert.writes = {{.relation = RelationId{1}, .rows = 1, .updated_columns = {}}};
  PreparedRun run({table(1, 1e6, 10000)}, {reading("a", 60, {on({equals(1, 0.001)})}), insert});
  const Evaluation chosen = run.select({}).chosen;

  const AdvisedIndex index = explain_set(chosen, run.ports()).at(0);

  REQUIRE(index.write_cost > Cost(0));
  REQUIRE(index.write_cost == run.writes->upkeep(chosen.set));
  REQUIRE(index.cost_after.value() == Approx(run.total(chosen.set)));
}

TEST_CASE("an index on an updated column is marked") {
  StatementModel update;
  update.query.text = "update";
  update.writes = {{.relation = RelationId{1}, .kind = WriteKind::kUpdate, .updated_columns = {1}}};
  PreparedRun run({table(1, 1e6, 10000)}, {reading("a", 60, {on({equals(1, 0.001)})}),
                                           reading("b", 70, {on({equals(2, 0.001)})}), update});

  for (const AdvisedIndex& index : explain_set(run.select({}).chosen, run.ports())) {
    REQUIRE(index.breaks_hot == (index.definition.keys[0].term.column == 1));
  }
}

TEST_CASE("an empty set needs no evidence") {
  PreparedRun run = two_winners();
  REQUIRE(explain_set(run.cost->today(), run.ports()).empty());
}

}  // namespace tend::index::test
