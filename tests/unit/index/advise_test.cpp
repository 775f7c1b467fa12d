// SPDX-License-Identifier: PostgreSQL
// The pipeline from end to end over the analytic planner.
#include "core/index/advise.h"

#include <catch2/catch.hpp>

#include "tests/oracle/analytic_what_if.h"

namespace tend::index::test {

namespace {

class Run {
 public:
  Run(std::vector<TableModel> tables, std::vector<StatementModel> statements)
      : what_if(tables, std::move(statements)), catalog(tables) {}

  Result<Advice> advise(const AdviseLimits& limits = {},
                        const std::vector<Dismissal>& dismissals = {}) {
    return index::advise(what_if.workload(), limits, dismissals, {what_if, catalog, clock, cancel});
  }

  AnalyticWhatIf what_if;
  AnalyticCatalog catalog;
  SteppingClock clock;
  CountingCancel cancel;
};

std::vector<std::string> spellings(const Advice& advice) {
  std::vector<std::string> all;
  for (const AdvisedIndex& index : advice.indexes) all.push_back(canonical_text(index.definition));
  return all;
}

StatementModel simple(const std::string& text, int number, double calls = 1) {
  return reading(text, calls, {on(1, {equals(number, 0.001)})});
}

const TableModel kTable = table(1, 1e6, 10000);

}  // namespace

TEST_CASE("advice counts statements and planner calls and adds up its costs") {
  Run run({kTable}, {simple("a", 1), simple("b", 2), simple("bad", 3)});
  run.what_if.observe_failures["bad"] = {FailureCode::kSyntaxError, "syntax error", "", "", ""};

  const Advice advice = run.advise().value();

  REQUIRE(advice.planned == 2);
  REQUIRE(advice.skipped == 1);
  REQUIRE(advice.unindexable.size() == 1);
  REQUIRE(advice.indexes.size() == 2);
  REQUIRE(advice.cost_after < advice.cost_before);
  REQUIRE(advice.planner_calls == run.what_if.observe_calls + run.what_if.plan_calls);
  REQUIRE(advice.stopped_by == StoppedBy::kComplete);
  REQUIRE(advice.relations.at(RelationId{1}).name == "public.t1");
  REQUIRE(advice.unindexable[0].query == "bad");
}

TEST_CASE("nothing to win is an answer, and so is no workload") {
  Run fine({kTable}, {reading("a", 1, {on(1, {equals(1, 0.9)})})});
  REQUIRE(fine.advise()->indexes.empty());
  REQUIRE(fine.advise()->cost_after == fine.advise()->cost_before);

  Run empty({kTable}, {});
  REQUIRE(empty.advise()->indexes.empty());
  REQUIRE(empty.advise()->planned == 0);

  Run never({kTable}, {simple("a", 1, 0)});
  REQUIRE(never.advise()->indexes.empty());
}

TEST_CASE("a cancellation is a failure wherever it comes") {
  const Instance instance = random_instance(12);
  Run whole(instance.tables, instance.statements);
  REQUIRE(whole.advise().ok());
  for (long polls = 0; polls < 40; ++polls) {
    Run run(instance.tables, instance.statements);
    const CountingCancel cancel(polls);
    const Result<Advice> advice = index::advise(run.what_if.workload(), {}, {},
                                                {run.what_if, run.catalog, run.clock, cancel});
    CAPTURE(polls);
    REQUIRE_FALSE(advice.ok());
    REQUIRE(advice.failure().code == FailureCode::kCancelled);
  }
}

TEST_CASE("a cancellation that the planner reports is a failure too") {
  Run run({kTable}, {simple("a", 1)});
  run.what_if.plan_failures["a"] = {FailureCode::kServerError, "canceling statement", "", "",
                                    "57014"};

  const Result<Advice> advice = run.advise();

  REQUIRE_FALSE(advice.ok());
  REQUIRE(advice.failure().message == "canceling statement");
}

TEST_CASE("a statement that fails under some configuration is reported and the run goes on") {
  Run run({kTable}, {simple("a", 1), simple("b", 2)});
  run.what_if.plan_failures["a"] = {FailureCode::kServerError, "lock timeout", "", "", "55P03"};

  const Advice advice = run.advise().value();

  REQUIRE(spellings(advice) == std::vector<std::string>{"btree (c2)"});
  REQUIRE(advice.unindexable.at(0).reason_class == "locked");
  REQUIRE(advice.planned == 2);
  REQUIRE(advice.skipped == 0);
}

TEST_CASE("the time limit yields the best so far and its name") {
  for (const double limit : {1.0, 5.0, 20.0, 40.0}) {
    Run run({kTable}, {simple("a", 1), simple("b", 2), simple("c", 3)});
    const SteppingClock clock(Seconds(1));
    const Advice advice =
        *index::advise(run.what_if.workload(),
                       {.storage_budget = {}, .max_indexes = {}, .time_limit = Seconds(limit)}, {},
                       {run.what_if, run.catalog, clock, run.cancel});
    CAPTURE(limit);
    REQUIRE(advice.stopped_by == StoppedBy::kTimeLimit);
    REQUIRE(advice.cost_after <= advice.cost_before);
    REQUIRE(advice.planned + advice.skipped == 3);
  }
}

TEST_CASE("an index built as advised is not advised again") {
  Run run({kTable},
          {simple("a", 1), reading("b", 3, {on(1, {equals(2, 0.001), in_range(3, 0.1)})})});
  const Advice first = run.advise().value();
  REQUIRE(first.indexes.size() == 2);

  TableModel built = kTable;
  for (const AdvisedIndex& index : first.indexes) {
    built.snapshot.indexes.push_back({.name = index.name, .definition = index.definition});
  }
  Run again({built},
            {simple("a", 1), reading("b", 3, {on(1, {equals(2, 0.001), in_range(3, 0.1)})})});

  REQUIRE(again.advise()->indexes.empty());
}

TEST_CASE("advice keeps its limits and never harms, on random instances") {
  for (unsigned seed = 2000; seed < 2060; ++seed) {
    const Instance instance = random_instance(seed);
    Run run(instance.tables, instance.statements);
    AdviseLimits limits;
    limits.max_columns = 2 + static_cast<int>(seed % 2);
    limits.max_indexes = static_cast<int>(seed % 4);
    limits.storage_budget = Bytes(20'000'000);
    const Advice advice = run.advise(limits).value();
    CAPTURE(seed);

    Bytes bytes;
    for (const AdvisedIndex& index : advice.indexes) {
      bytes += index.size.size;
      REQUIRE(static_cast<int>(index.definition.keys.size()) <= limits.max_columns);
      REQUIRE(index.benefit > 0);
      REQUIRE(index.cost_before > index.cost_after);
      REQUIRE_FALSE(index.queries.empty());
    }
    REQUIRE(bytes <= *limits.storage_budget);
    REQUIRE(static_cast<int>(advice.indexes.size()) <= *limits.max_indexes);
    REQUIRE(advice.cost_after <= advice.cost_before);
  }
}

TEST_CASE("equal inputs give equal advice") {
  for (unsigned seed = 3000; seed < 3020; ++seed) {
    const Instance instance = random_instance(seed);
    const Advice one = Run(instance.tables, instance.statements).advise().value();
    const Advice other = Run(instance.tables, instance.statements).advise().value();

    REQUIRE(spellings(one) == spellings(other));
    REQUIRE(one.cost_after.value() == other.cost_after.value());
    REQUIRE(one.planner_calls == other.planner_calls);
  }
}

TEST_CASE("every reason to stop has its name in the contract") {
  REQUIRE(name_of(StoppedBy::kComplete) == "complete");
  REQUIRE(name_of(StoppedBy::kTimeLimit) == "time_limit");
  REQUIRE(name_of(StoppedBy::kStorageBudget) == "storage_budget");
  REQUIRE(name_of(StoppedBy::kMaxIndexes) == "max_indexes");
}

TEST_CASE("an existing index that a statement would miss is neither replaced nor credited") {
  constexpr RelationId kOld{101};
  TableModel model = kTable;
  model.snapshot.indexes.push_back(
      {.name = "public.old", .definition = index_on(model, {2}), .id = kOld});
  StatementModel insert;
  insert.query.text = "insert";
  insert.query.calls = 100;
  insert.writes = {
      {.relation = RelationId{1}, .kind = WriteKind::kInsert, .rows = 1, .updated_columns = {}}};
  const StatementModel read = reading("b", 10, {on(1, {equals(2, 0.001), in_range(3, 0.1)})});
  Run free({model}, {read, insert});
  Run missed({model}, {read, insert});
  missed.what_if.hiding_factor[{"b", kOld}] = 1.2;

  const Advice replacing = free.advise().value();
  const Advice keeping = missed.advise().value();

  REQUIRE(spellings(replacing) == std::vector<std::string>{"btree (c2, c3)"});
  REQUIRE(spellings(keeping) == spellings(replacing));
  REQUIRE(replacing.indexes[0].replaces == std::vector<std::string>{"public.old"});
  REQUIRE(keeping.indexes[0].replaces.empty());
  REQUIRE(keeping.indexes[0].keeps == std::vector<std::string>{"public.old"});
  REQUIRE(keeping.indexes[0].write_cost > replacing.indexes[0].write_cost + Cost(100));
  REQUIRE(missed.what_if.observe_calls + missed.what_if.plan_calls == keeping.planner_calls);
}

}  // namespace tend::index::test
