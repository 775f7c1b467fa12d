// SPDX-License-Identifier: PostgreSQL
#include "core/index/unserved.h"

#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

UnservedClause clause(Obstacle obstacle, double selectivity) {
  UnservedClause made;
  made.obstacle = obstacle;
  made.columns = {"c2"};
  made.selectivity = selectivity;
  return made;
}

RelationAccess on(std::vector<Qual> quals, std::vector<UnservedClause> unserved) {
  RelationAccess access = test::on(std::move(quals));
  access.unserved = std::move(unserved);
  return access;
}

std::vector<Unindexable> rows_of(const TableModel& model, const StatementModel& statement) {
  PreparedRun run({model}, {statement});
  return unserved_statements(run.select({}).chosen, *run.cost, run.observed.queries, run.relations);
}

std::size_t rows_for(const std::vector<Qual>& quals, const UnservedClause& unserved,
                     const TableModel& model = table(1, 1e6, 10000)) {
  return rows_of(model, reading("a", 1, {on(quals, {unserved})})).size();
}

}  // namespace

TEST_CASE("a selective clause that leaves the table read whole is a row with class and hint") {
  StatementModel statement = reading("a", 1, {on({}, {clause(Obstacle::kPattern, 0.001)})});
  statement.query.id = QueryId{7};
  statement.query.role = RoleId{10};

  const std::vector<Unindexable> rows = rows_of(table(1, 1e6, 10000), statement);

  REQUIRE(rows.size() == 1);
  REQUIRE(rows[0].reason_class == "leading_wildcard");
  REQUIRE(rows[0].query_id == QueryId{7});
  REQUIRE(rows[0].role == RoleId{10});
  REQUIRE(rows[0].query == "a");
  REQUIRE(rows[0].planned);
  REQUIRE(rows[0].reason.find("read whole (78 MB)") != std::string::npos);
  REQUIRE(rows[0].hint.find("pg_trgm") != std::string::npos);
}

TEST_CASE("no row where an index of the set reads the table, or the clause keeps many rows") {
  REQUIRE(rows_for({equals(1, 0.001)}, clause(Obstacle::kPattern, 0.001)) == 0);
  REQUIRE(rows_for({}, clause(Obstacle::kPattern, 0.2)) == 0);
  REQUIRE(rows_for({}, clause(Obstacle::kInequality, 0.95)) == 0);
  REQUIRE(rows_for({}, clause(Obstacle::kInequality, 0.05)) == 1);
}

TEST_CASE("a clause that hides its column from the statistics is forgiven the planner's guess") {
  REQUIRE(rows_for({}, clause(Obstacle::kFunction, 1.0 / 3)) == 1);
  REQUIRE(rows_for({}, clause(Obstacle::kCast, 1.0 / 3)) == 1);
  REQUIRE(rows_for({}, clause(Obstacle::kFunction, 0.5)) == 0);
}

TEST_CASE("no row for tables that take no index") {
  TableModel tiny = table(1, 100, 5);
  REQUIRE(rows_for({}, clause(Obstacle::kPattern, 0.001), tiny) == 0);
  TableModel refused = table(1, 1e6, 10000);
  refused.snapshot.refusal = "it is excluded";
  REQUIRE(rows_for({}, clause(Obstacle::kPattern, 0.001), refused) == 0);
}

TEST_CASE("no row for a table whose reading costs next to nothing in its statement") {
  RelationAccess large;
  large.relation = RelationId{2};
  const auto rows = [&](Obstacle obstacle) {
    PreparedRun run({table(1, 1000, 20), table(2, 1e8, 1000000)},
                    {reading("a", 1, {large, on({}, {clause(obstacle, 0.001)})})});
    return unserved_statements(run.select({}).chosen, *run.cost, run.observed.queries,
                               run.relations)
        .size();
  };
  REQUIRE(rows(Obstacle::kPattern) == 0);
  // The subquery of an OR is asked for every row of the small table.
  REQUIRE(rows(Obstacle::kAlternatives) == 1);
}

TEST_CASE("one row for each class of a table, for its most selective clause") {
  UnservedClause second = clause(Obstacle::kPattern, 0.0001);
  second.columns = {"c3"};
  const StatementModel statement = reading(
      "a", 1,
      {on({}, {clause(Obstacle::kPattern, 0.001), second, clause(Obstacle::kFunction, 0.005)})});

  const std::vector<Unindexable> rows = rows_of(table(1, 1e6, 10000), statement);

  REQUIRE(rows.size() == 2);
  REQUIRE(rows[0].reason_class == "function_on_column");
  REQUIRE(rows[1].reason_class == "leading_wildcard");
  REQUIRE(rows[1].reason.find("c3") != std::string::npos);
}

TEST_CASE("captured executions speak where the text is silent, if all of them agree") {
  PreparedRun run({table(1, 1e6, 10000)}, {reading("a", 1, {on({})})});
  QueryObservation& observation = run.observed.queries[0].observation;
  const auto rows = [&] {
    return unserved_statements(run.select({}).chosen, *run.cost, run.observed.queries,
                               run.relations);
  };
  const std::vector<RelationAccess> wild = {on({}, {clause(Obstacle::kPattern, 0.001)})};

  observation.execution_reads = {wild, wild};
  REQUIRE(rows().size() == 1);
  observation.execution_reads = {wild, {on({})}};
  REQUIRE(rows().empty());
  observation.execution_reads = {wild, {on({}, {clause(Obstacle::kPattern, 0.5)})}};
  REQUIRE(rows().empty());
}

}  // namespace tend::index::test
