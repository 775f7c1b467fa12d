// SPDX-License-Identifier: PostgreSQL
#include "core/index/observe.h"

#include <catch2/catch.hpp>

#include "tests/oracle/analytic_what_if.h"

namespace tend::index::test {

namespace {

RelationAccess access_to(std::uint32_t relation) {
  return on(relation, {equals(1, 0.001)});
}

Failure failure(const std::string& state) {
  return {FailureCode::kServerError, "refused", "", "", state};
}

}  // namespace

TEST_CASE("statements that cannot be planned become rows, the others go on") {
  AnalyticWhatIf what_if({table(1, 1e5, 1000)},
                         {reading("a", 1, {access_to(1)}), reading("b", 1, {access_to(1)}),
                          reading("c", 1, {access_to(1)})});
  what_if.observe_failures["b"] = failure("42P01");
  const SteppingClock clock;
  const CountingCancel cancel;

  const workload::Workload workload = what_if.workload();
  const auto observed = observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(1)));

  REQUIRE(observed.ok());
  REQUIRE(observed->queries.size() == 2);
  REQUIRE(observed->skipped == 1);
  REQUIRE(observed->planner_calls == 3);
  REQUIRE(observed->unindexable.at(0).reason_class == "undefined_object");
}

TEST_CASE("a cancellation ends the observation, by token and by failure alike") {
  AnalyticWhatIf what_if({table(1, 1e5, 1000)},
                         {reading("a", 1, {access_to(1)}), reading("b", 1, {access_to(1)})});
  const workload::Workload workload = what_if.workload();
  const SteppingClock clock;

  const CountingCancel at_once(0);
  const auto by_token = observe_workload(workload, what_if, RunLimit(clock, at_once, Seconds(1)));
  REQUIRE_FALSE(by_token.ok());
  REQUIRE(by_token.failure().code == FailureCode::kCancelled);
  REQUIRE(what_if.observe_calls == 0);

  what_if.observe_failures["b"] = failure("57014");
  const CountingCancel never;
  REQUIRE_FALSE(observe_workload(workload, what_if, RunLimit(clock, never, Seconds(1))).ok());
}

TEST_CASE("statements after the time limit are named as such") {
  AnalyticWhatIf what_if({table(1, 1e5, 1000)},
                         {reading("a", 1, {access_to(1)}), reading("b", 1, {access_to(1)})});
  const SteppingClock clock(Seconds(1));
  const CountingCancel cancel;

  const workload::Workload workload = what_if.workload();
  const auto observed = observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(2)));

  REQUIRE(observed->queries.size() == 1);
  REQUIRE(observed->skipped == 1);
  REQUIRE(observed->unindexable.at(0).reason_class == "time_limit");
}

TEST_CASE("each table is read once, however many statements touch it") {
  const std::vector<TableModel> tables = {table(1, 1e5, 1000), table(2, 1e5, 1000)};
  StatementModel writer = reading("w", 1, {access_to(1)});
  writer.writes = {{.relation = RelationId{2}, .updated_columns = {}}};
  AnalyticWhatIf what_if(tables, {reading("a", 1, {access_to(1), access_to(1)}), writer});
  AnalyticCatalog catalog(tables);
  const SteppingClock clock;
  const CountingCancel cancel;
  const workload::Workload workload = what_if.workload();
  ObservedWorkload observed =
      observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(1))).value();

  const Relations relations = read_relations(observed, catalog);

  REQUIRE(relations.size() == 2);
  REQUIRE(catalog.reads[RelationId{1}] == 1);
  REQUIRE(catalog.reads[RelationId{2}] == 1);
  REQUIRE(observed.unindexable.empty());
}

TEST_CASE("tables that take no index say why to each statement that reads them") {
  std::vector<TableModel> tables = {table(1, 1e5, 1000), table(2, 1e5, 1000), table(3, 50, 9)};
  tables[0].snapshot.has_statistics = false;
  tables[1].snapshot.refusal = "it is a temporary table";
  AnalyticWhatIf what_if(tables, {reading("a", 1, {access_to(1), access_to(2), access_to(3)}),
                                  reading("b", 1, {access_to(1)})});
  AnalyticCatalog catalog(tables);
  const SteppingClock clock;
  const CountingCancel cancel;
  const workload::Workload workload = what_if.workload();
  ObservedWorkload observed =
      observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(1))).value();

  const Relations relations = read_relations(observed, catalog);

  REQUIRE(observed.unindexable.size() == 3);
  REQUIRE(observed.unindexable[0].reason_class == "no_statistics");
  REQUIRE(observed.unindexable[1].reason_class == "relation_excluded");
  REQUIRE(observed.unindexable[1].reason.find("temporary") != std::string::npos);
  REQUIRE(observed.unindexable[2].query == "b");
  for (const auto& [id, relation] : relations) REQUIRE_FALSE(takes_candidates(relation));
}

TEST_CASE("a statement on several tables that take no index is one row that names them all") {
  std::vector<TableModel> tables = {table(1, 1e5, 1000), table(2, 1e5, 1000)};
  tables[0].snapshot.refusal = "it is a temporary table";
  tables[1].snapshot.refusal = "it is a system catalog";
  AnalyticWhatIf what_if(tables, {reading("a", 1, {access_to(1), access_to(2)})});
  AnalyticCatalog catalog(tables);
  const SteppingClock clock;
  const CountingCancel cancel;
  const workload::Workload workload = what_if.workload();
  ObservedWorkload observed =
      observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(1))).value();

  read_relations(observed, catalog);

  REQUIRE(observed.unindexable.size() == 1);
  const std::string& reason = observed.unindexable[0].reason;
  REQUIRE(reason.find(tables[0].snapshot.name + ": it is a temporary table; on ") !=
          std::string::npos);
  REQUIRE(reason.find(tables[1].snapshot.name + ": it is a system catalog") != std::string::npos);
}

TEST_CASE("a counted statement that looks at pg_tend's own tables is no workload") {
  std::vector<TableModel> tables = {table(1, 1e5, 1000), table(2, 1e5, 1000)};
  tables[0].snapshot.refusal = "it belongs to pg_tend";
  tables[0].snapshot.is_own = true;
  AnalyticWhatIf what_if(tables, {reading("looking", 1, {access_to(1)}),
                                  reading("mixed", 1, {access_to(1), access_to(2)})});
  AnalyticCatalog catalog(tables);
  const SteppingClock clock;
  const CountingCancel cancel;
  workload::Workload workload = what_if.workload();
  const auto left = [&] {
    ObservedWorkload observed =
        observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(1))).value();
    read_relations(observed, catalog);
    return std::pair(observed.queries.size(), observed.unindexable.size());
  };

  REQUIRE(left() == std::pair(std::size_t{2}, std::size_t{2}));
  for (workload::WorkloadQuery& query : workload.queries) query.execution_total = Milliseconds(1);
  REQUIRE(left() == std::pair(std::size_t{1}, std::size_t{1}));
}

TEST_CASE("a counted statement on nothing but catalogs is no workload") {
  std::vector<TableModel> tables = {table(1, 1e5, 1000), table(2, 1e5, 1000)};
  tables[0].snapshot.refusal = "it is a system catalog";
  tables[0].snapshot.is_catalog = true;
  AnalyticWhatIf what_if(
      tables, {reading("around", 1, {access_to(1)}),
               reading("mixed", 1, {access_to(1), access_to(2)}), reading("nothing", 1, {})});
  AnalyticCatalog catalog(tables);
  const SteppingClock clock;
  const CountingCancel cancel;
  workload::Workload workload = what_if.workload();
  for (workload::WorkloadQuery& query : workload.queries) query.execution_total = Milliseconds(1);
  ObservedWorkload observed =
      observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(1))).value();

  read_relations(observed, catalog);

  REQUIRE(observed.queries.size() == 2);
  REQUIRE(observed.unindexable.size() == 1);
  REQUIRE(observed.unindexable[0].query == "mixed");
  REQUIRE(observed.unindexable[0].hint.find("other tables were considered") != std::string::npos);
}

TEST_CASE("a statement whose tables all take no index is not told of others") {
  std::vector<TableModel> tables = {table(1, 1e5, 1000)};
  tables[0].snapshot.refusal = "it is a foreign table";
  AnalyticWhatIf what_if(tables, {reading("a", 1, {access_to(1)})});
  AnalyticCatalog catalog(tables);
  const SteppingClock clock;
  const CountingCancel cancel;
  const workload::Workload workload = what_if.workload();
  ObservedWorkload observed =
      observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(1))).value();

  read_relations(observed, catalog);

  REQUIRE(observed.unindexable.at(0).hint.find("other") == std::string::npos);
}

TEST_CASE("a table dropped meanwhile gets no index and stops nothing") {
  AnalyticWhatIf what_if({table(1, 1e5, 1000)}, {reading("a", 1, {access_to(1)})});
  AnalyticCatalog empty({});
  const SteppingClock clock;
  const CountingCancel cancel;
  const workload::Workload workload = what_if.workload();
  ObservedWorkload observed =
      observe_workload(workload, what_if, RunLimit(clock, cancel, Seconds(1))).value();

  const Relations relations = read_relations(observed, empty);

  REQUIRE_FALSE(takes_candidates(relations.at(RelationId{1})));
  REQUIRE(observed.unindexable.at(0).reason_class == "relation_excluded");
}

}  // namespace tend::index::test
