// SPDX-License-Identifier: PostgreSQL
#include "core/index/write_cost.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

StatementModel writing(WriteKind kind, double rows, std::vector<int> updated, double calls = 10) {
  StatementModel model;
  model.query.text = "write";
  model.query.calls = calls;
  model.writes = {{.relation = RelationId{1},
                   .kind = kind,
                   .rows = rows,
                   .updated_columns = std::move(updated)}};
  return model;
}

IndexDefinition index_of(const std::vector<int>& columns) {
  return index_on(table(1, 1e6, 10000), columns);
}

TableModel with_existing(const std::vector<int>& columns) {
  TableModel model = table(1, 1e6, 10000);
  model.snapshot.indexes.push_back({.name = "e", .definition = index_of(columns)});
  return model;
}

const std::vector<CandidateId> kFirst = {0};
const std::vector<CandidateId> kBoth = {0, 1};

double entry(const PreparedRun& run, CandidateId id) {
  return entry_cost(run.candidates[id].size.entries, run.candidates[id].size.height).value();
}

}  // namespace

TEST_CASE("an entry costs more in a larger and higher tree, and about a page read at most") {
  REQUIRE(entry_cost(1e9, 4) > entry_cost(1e9, 3));
  REQUIRE(entry_cost(1e9, 3) > entry_cost(1e3, 3));
  REQUIRE(entry_cost(0, 0) > Cost(0));
  REQUIRE(entry_cost(1e9, 4) < Cost(4));
}

TEST_CASE("inserts pay one entry per row, call and index") {
  PreparedRun run({table(1, 1e6, 10000)}, {writing(WriteKind::kInsert, 3, {})},
                  std::vector{index_of({1}), index_of({2})});

  REQUIRE(run.writes->upkeep({}).value() == 0);
  REQUIRE(run.writes->upkeep(kFirst).value() == Approx(30 * entry(run, 0)));
  REQUIRE(run.writes->upkeep(kBoth).value() == Approx(30 * entry(run, 0) + 30 * entry(run, 1)));
}

TEST_CASE("deletes pay vacuum's share") {
  PreparedRun run({table(1, 1e6, 10000)}, {writing(WriteKind::kDelete, 3, {})},
                  std::vector{index_of({1})});

  REQUIRE(run.writes->upkeep(kFirst).value() == Approx(30 * kDeleteShare * entry(run, 0)));
}

TEST_CASE("a heap-only update stays free while no updated column enters an index") {
  PreparedRun run({with_existing({5})}, {writing(WriteKind::kUpdate, 1, {3})},
                  std::vector{index_of({1}), index_of({3})});

  REQUIRE(run.writes->upkeep(kFirst).value() == 0);
  REQUIRE_FALSE(run.writes->breaks_hot(0));
}

TEST_CASE("an updated column in one index makes every index of the table pay") {
  PreparedRun run({with_existing({5})}, {writing(WriteKind::kUpdate, 1, {3})},
                  std::vector{index_of({1}), index_of({3})});
  const double existing =
      run.writes->upkeep(std::vector<CandidateId>{1}).value() - 10 * entry(run, 1);

  REQUIRE(existing > 0);
  REQUIRE(run.writes->breaks_hot(1));
  REQUIRE(run.writes->upkeep(kBoth).value() ==
          Approx(10 * (entry(run, 0) + entry(run, 1)) + existing));
}

TEST_CASE("an update that already writes every index pays for the new one only") {
  PreparedRun run({with_existing({3})}, {writing(WriteKind::kUpdate, 1, {3})},
                  std::vector{index_of({1})});

  REQUIRE(run.writes->upkeep(kFirst).value() == Approx(10 * entry(run, 0)));
  REQUIRE_FALSE(run.writes->breaks_hot(0));
}

TEST_CASE("a column of a predicate or payload costs HOT updates as a key does") {
  IndexDefinition partial = index_of({1});
  partial.predicate = "(c3 = 'x'::text)";
  partial.predicate_columns = {3};
  IndexDefinition covering = index_of({1});
  covering.include = {column(3)};
  TableModel model = table(1, 1e6, 10000);
  model.predicate_selectivity[partial.predicate] = 0.1;
  PreparedRun run({model}, {writing(WriteKind::kUpdate, 1, {3})}, std::vector{partial, covering});

  REQUIRE(run.writes->breaks_hot(0));
  REQUIRE(run.writes->breaks_hot(1));
}

TEST_CASE("a partial index pays for the rows it holds") {
  IndexDefinition partial = index_of({1});
  partial.predicate = "(c3 = 'x'::text)";
  partial.predicate_columns = {3};
  TableModel model = table(1, 1e6, 10000);
  model.predicate_selectivity[partial.predicate] = 0.1;
  PreparedRun run({model}, {writing(WriteKind::kInsert, 1, {})}, std::vector{partial});

  REQUIRE(run.writes->upkeep(kFirst).value() == Approx(10 * 0.1 * entry(run, 0)));
}

TEST_CASE("upkeep per day follows the server's counters, HOT updates by the workload's columns") {
  TableModel model = with_existing({5});
  model.snapshot.writes_per_day = {
      .inserts = 100, .updates = 1000, .hot_updates = 800, .deletes = 40};
  PreparedRun run({model}, {writing(WriteKind::kUpdate, 1, {3})},
                  std::vector{index_of({1}), index_of({3})});

  REQUIRE(run.writes->upkeep_per_day(0).value() ==
          Approx((100 + 200 + 40 * kDeleteShare) * entry(run, 0)));
  const double existing_entry =
      run.writes->upkeep(std::vector<CandidateId>{1}).value() / 10 - entry(run, 1);
  REQUIRE(run.writes->upkeep_per_day(1).value() ==
          Approx((100 + 200 + 800 + 40 * kDeleteShare) * entry(run, 1) + 800 * existing_entry));
}

TEST_CASE("without writes there is no upkeep") {
  PreparedRun run({table(1, 1e6, 10000)}, {reading("read", 1, {on({})})},
                  std::vector{index_of({1})});

  REQUIRE(run.writes->upkeep(kFirst).value() == 0);
  REQUIRE(run.writes->upkeep_per_day(0).value() == 0);
}

}  // namespace tend::index::test
