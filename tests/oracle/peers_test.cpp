// SPDX-License-Identifier: PostgreSQL
// The peers of tests/oracle/peers on seeded instances of the analytic planner: they keep to their
// budget, do what they are described to do, and core/index is not behind the best of them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>

#include "tests/oracle/peers/peers.h"
#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

constexpr unsigned kInstances = 60;
constexpr int kStatements = 12;
constexpr int kWidth = 2;
// On the mean over all instances and budgets; single instances may go either way, as the peers
// search over candidates of their own.
constexpr double kMeanRatio = 1.0;

struct Run {
  explicit Run(unsigned seed)
      : instance(random_instance(seed, kStatements)),
        what_if(instance.tables, instance.statements),
        catalog(instance.tables),
        workload(what_if.workload()),
        problem(workload, what_if, catalog, limit, kWidth) {}

  SteppingClock clock;
  CountingCancel cancel;
  RunLimit limit{clock, cancel, Seconds(1e9)};
  Instance instance;
  AnalyticWhatIf what_if;
  AnalyticCatalog catalog;
  workload::Workload workload;
  PeerProblem problem;
};

PeerChoice chosen(const std::string& name, unsigned seed, Bytes budget) {
  Run run(seed);
  const PeerChoice choice = name == "extend"     ? extend(run.problem, budget)
                            : name == "db2advis" ? db2advis(run.problem, budget)
                                                 : autoadmin(run.problem, budget, kWidth);
  REQUIRE(run.problem.bytes(choice.set) <= budget);
  REQUIRE(choice.cost <= run.problem.cost({}) * (1 + 1e-9));
  return choice;
}

}  // namespace

TEST_CASE("the choice is not behind the best peer's on the mean") {
  double sum = 0;
  int cases = 0, behind = 0;
  for (unsigned seed = 1; seed <= kInstances; ++seed) {
    const Instance instance = random_instance(seed, kStatements);
    PreparedRun ours(instance.tables, instance.statements, 4);
    Bytes heap;
    for (const TableModel& table : instance.tables) heap += bytes_of(table.snapshot.pages);
    for (const double share : {0.1, 0.3, 1.0}) {
      AdviseLimits limits;
      limits.storage_budget = heap * share;
      const double cost = ours.total(ours.select(limits).chosen.set);
      double best = HUGE_VAL;
      for (const char* peer : {"extend", "db2advis", "autoadmin"}) {
        best = std::min(best, chosen(peer, seed, *limits.storage_budget).cost);
      }
      sum += cost / best;
      ++cases;
      behind += cost > best * 1.001;
    }
  }
  std::cout << "cost / best peer's over " << cases << " cases: mean " << sum / cases
            << ", behind in " << behind << "\n";
  REQUIRE(sum / cases <= kMeanRatio);
}

}  // namespace tend::index::test
