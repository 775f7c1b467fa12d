// SPDX-License-Identifier: PostgreSQL
#include "core/index/write_cost.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

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

TEST_CASE("what a member of the set replaces is taken off, once however many replace it") {
  PreparedRun run({with_existing({1})}, {writing(WriteKind::kInsert, 3, {})},
                  std::vector{index_of({1, 2}), index_of({1, 3}), index_of({2})});
  const double relief = run.writes->most_relieved(kFirst).value();

  REQUIRE(relief > 0);
  REQUIRE(run.writes->replaced_by(0) == std::vector<std::string>{"e"});
  REQUIRE(run.writes->replaced_by(2).empty());
  REQUIRE(run.writes->upkeep(kFirst).value() == Approx(30 * entry(run, 0) - relief));
  REQUIRE(run.writes->upkeep(kBoth).value() ==
          Approx(30 * entry(run, 0) + 30 * entry(run, 1) - relief));
  REQUIRE(run.writes->most_relieved(std::vector<CandidateId>{2}).value() == 0);
}

TEST_CASE("an index that is kept is not taken off") {
  PreparedRun run({with_existing({1})}, {writing(WriteKind::kInsert, 3, {})},
                  std::vector{index_of({1, 2})});
  run.writes->keep("e");

  REQUIRE(run.writes->upkeep(kFirst).value() == Approx(30 * entry(run, 0)));
  REQUIRE(run.writes->replaced_by(0).empty());
  REQUIRE(run.writes->kept_beside(0) == std::vector<std::string>{"e"});
}

namespace {

bool contains_any(const IndexDefinition& index, const std::vector<int>& updated) {
  for (const int column : columns_of(index)) {
    if (std::find(updated.begin(), updated.end(), column) != updated.end()) return true;
  }
  return false;
}

// What writes cost if exactly these indexes existed, row by row as the server does it.
double cost_of_writes(const std::vector<std::pair<IndexDefinition, double>>& indexes,
                      const std::vector<StatementModel>& writes) {
  double total = 0;
  for (const StatementModel& model : writes) {
    const RelationWrite& write = model.writes.front();
    bool heap_only = write.kind == WriteKind::kUpdate;
    for (const auto& [index, entry] : indexes) {
      if (contains_any(index, write.updated_columns)) heap_only = false;
    }
    if (heap_only) continue;
    const double share = write.kind == WriteKind::kDelete ? kDeleteShare : 1;
    for (const auto& [index, entry] : indexes)
      total += model.query.calls * write.rows * share * entry;
  }
  return total;
}

}  // namespace

TEST_CASE("upkeep is what writes cost with the set and without what it replaces, less today's") {
  std::mt19937 random(20);  // seeded: the same cases each time
  const auto some_columns = [&](int most) {
    std::vector<int> columns = {1, 2, 3, 4, 5};
    std::shuffle(columns.begin(), columns.end(), random);
    columns.resize(1 + random() % most);
    return columns;
  };
  int replacing = 0;
  for (int round = 0; round < 300; ++round) {
    TableModel model = table(1, 1e6, 10000);
    for (int i = 0; i < 3; ++i) {
      ExistingIndex index{.name = "e" + std::to_string(i), .definition = index_of(some_columns(2))};
      index.guarded = random() % 4 == 0;
      model.snapshot.indexes.push_back(index);
    }
    std::vector<StatementModel> writes;
    for (int i = 0; i < 4; ++i) {
      const auto kind =
          std::array{WriteKind::kInsert, WriteKind::kUpdate, WriteKind::kDelete}[random() % 3];
      std::vector<int> updated;
      if (kind == WriteKind::kUpdate) updated = some_columns(2);
      std::sort(updated.begin(), updated.end());
      writes.push_back(writing(kind, 2, updated, 1 + random() % 50));
      writes.back().query.text = "write " + std::to_string(i);
    }
    const IndexDefinition one = index_of(some_columns(3));
    const IndexDefinition other = index_of(some_columns(3));
    if (one == other) continue;
    PreparedRun run({model}, writes, std::vector{one, other});
    // One entry of an existing index: the same in each, as none is partial.
    int height = 0;
    for (double pages = 1e6 / 250; pages > 1; pages /= 250) ++height;
    const double old_entry = entry_cost(1e6, height).value();
    for (const std::vector<CandidateId>& set : {kFirst, std::vector<CandidateId>{1}, kBoth}) {
      std::vector<std::pair<IndexDefinition, double>> today, then;
      for (const ExistingIndex& index : model.snapshot.indexes) {
        today.emplace_back(index.definition, old_entry);
        const bool dropped = !index.guarded && std::any_of(set.begin(), set.end(), [&](auto id) {
          return subsumes(run.candidates[id].definition, index.definition);
        });
        replacing += dropped;
        if (!dropped) then.push_back(today.back());
      }
      for (const CandidateId id : set) {
        then.emplace_back(run.candidates[id].definition, entry(run, id));
      }
      REQUIRE(run.writes->upkeep(set).value() ==
              Approx(cost_of_writes(then, writes) - cost_of_writes(today, writes)).margin(1e-6));
    }
  }
  REQUIRE(replacing > 50);
}

}  // namespace tend::index::test
