// SPDX-License-Identifier: PostgreSQL
#include "core/index/reason.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

RelationAccess on(std::vector<Qual> quals, std::vector<SortKey> order) {
  RelationAccess access = test::on(std::move(quals));
  access.order = std::move(order);
  return access;
}

std::string reason(const std::vector<RelationAccess>& accesses, const IndexDefinition& index,
                   const TableModel& model = table(1, 1e6, 10000)) {
  std::vector<StatementModel> statements;
  for (std::size_t i = 0; i < accesses.size(); ++i) {
    statements.push_back(reading("q" + std::to_string(i), 2, {accesses[i]}));
  }
  PreparedRun run({model}, statements, std::vector{index});
  IndexEvidence evidence{.id = 0, .without = run.cost->today(), .uses = {}};
  for (std::size_t i = 0; i < accesses.size(); ++i) {
    evidence.uses.push_back({.query = i, .without = Cost(18230), .with = Cost(8.4)});
  }
  return reason_for(evidence, run.ports());
}

IndexDefinition columns(const std::vector<int>& numbers) {
  return index_on(table(1, 1e6, 10000), numbers);
}

bool begins(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

}  // namespace

TEST_CASE("the reason names the clauses, the statements, their share and the costs") {
  const RelationAccess access = on({equals(1, 0.001)}, {descending(2)});

  REQUIRE(reason({access, access, access}, columns({1, 2})) ==
          "Equality on c1 and order by c2 DESC in 3 statements (100 % of the workload's cost): "
          "estimated cost 18230 -> 8.4 per call.");
}

TEST_CASE("keys that play the same part are named together") {
  REQUIRE(
      begins(reason({on({equals(1, 0.01), equals(2, 0.01), in_range(3, 0.1)})}, columns({1, 2, 3})),
             "Equality on c1, c2 and range on c3 in 1 statement ("));
}

TEST_CASE("every kind of clause has its words") {
  Qual is_null = equals(1, 0.01);
  is_null.comparison = Comparison::kIsNull;
  REQUIRE(begins(reason({on({is_null})}, columns({1})), "IS NULL on c1"));
  is_null.comparison = Comparison::kIsNotNull;
  REQUIRE(begins(reason({on({is_null})}, columns({1})), "IS NOT NULL on c1"));
  REQUIRE(begins(reason({on({any_of(1, 0.1)})}, columns({1})), "IN list on c1"));
  REQUIRE(begins(reason({on({equals(1, 0.1, Operand::kJoin)})}, columns({1})), "Join on c1"));
  REQUIRE(begins(reason({on({equals(1, 0.1, Operand::kOuter)})}, columns({1})), "Lookups by c1"));

  RelationAccess ored = on({});
  ored.or_arms = {{equals(1, 0.1)}, {equals(2, 0.1)}};
  REQUIRE(begins(reason({ored}, columns({1})), "Alternatives (OR) on c1"));
  RelationAccess grouped = on({equals(1, 0.1)});
  grouped.grouping = {column(2)};
  REQUIRE(begins(reason({grouped}, columns({1, 2})), "Equality on c1 and grouping by c2"));
}

TEST_CASE("a key that only a later statement uses is named from there") {
  REQUIRE(begins(
      reason({on({equals(1, 0.01)}), on({equals(1, 0.01), in_range(2, 0.1)})}, columns({1, 2})),
      "Equality on c1 and range on c2 in 2 statements"));
}

TEST_CASE("advice from a history of less than an hour says so") {
  PreparedRun run({table(1, 1e6, 10000)}, {reading("a", 2, {on({equals(1, 0.001)})})},
                  std::vector{columns({1})});
  IndexEvidence evidence{.id = 0, .without = run.cost->today(), .uses = {}};
  evidence.uses.push_back({.query = 0, .without = Cost(100), .with = Cost(1)});
  const auto says_short = [&] {
    return reason_for(evidence, run.ports()).find("The history is short: 42 s.") !=
           std::string::npos;
  };
  run.workload.window = Seconds(42);

  run.workload.source = workload::WorkloadSource::kAdhoc;
  REQUIRE_FALSE(says_short());
  run.workload.source = workload::WorkloadSource::kHistory;
  REQUIRE(says_short());
  run.workload.window = Seconds(7200);
  REQUIRE_FALSE(says_short());
}

TEST_CASE("a partial index says how few rows it holds") {
  IndexDefinition partial = columns({2});
  partial.predicate = "(c1 = 'x'::text)";
  TableModel model = table(1, 1e6, 10000);
  model.predicate_selectivity[partial.predicate] = 0.05;

  const std::string text = reason({on({constant(1, 0.05), equals(2, 0.001)})}, partial, model);

  REQUIRE(text.find("Its predicate keeps it to 5.0 % of the rows.") != std::string::npos);
}

}  // namespace tend::index::test
