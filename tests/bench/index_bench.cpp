// SPDX-License-Identifier: PostgreSQL
// Does tend.recommend_indexes() choose better sets than the published algorithms, and how much does
// it ask the planner for them?
//
// Three generated databases (a star, a normalised one, a transactional mix with writes), five
// budgets each; ours and three peers of tests/oracle/peers choose in the same server over the same
// what-if port; every set is built, and every statement explained with it. Then the time for a
// hundred statements of many joins and for a thousand transactional templates. Prints the tables;
// ends with 1 if a bar is missed, 2 if the server cannot be used.
//
// Usage: bench_index [DATABASE ...]; the PG* environment says where. It makes databases bench_*.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "tests/bench/index/contest.h"
#include "tests/bench/index/joins.h"
#include "tests/bench/index/verdict.h"

namespace {

using namespace tend::bench;

// Shares of what the tables weigh.
const std::vector<double> kBudgets = {0.025, 0.10, 0.25, 0.50, 1.00};
constexpr int kTemplates = 60;
constexpr int kManyTemplates = 1000;

bool wanted(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

int main(int count, char** arguments) try {
  const std::vector<std::string> names(arguments + 1, arguments + count);
  std::vector<Round> rounds;
  bool met = true;
  for (const BenchDatabase& database :
       {star_database(), normalised_database(), oltp_database(kTemplates)}) {
    if (!wanted(names, database.name)) continue;
    Contest contest("", database);
    std::vector<Round> more = contest.run(kBudgets);
    for (const Round& round : more) print(round);
    rounds.insert(rounds.end(), more.begin(), more.end());
    if (database.name == "normalised") {
      met &= is_quick("100 statements of 5 to 20 joins", contest.time_ours(join_statements()));
    }
    if (database.name == "oltp") {
      met &= is_quick("1,000 transactional templates",
                      contest.time_ours(oltp_database(kManyTemplates).statements));
    }
  }
  met &= is_ahead(rounds);
  return met ? 0 : 1;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "bench_index: %s\n", problem.what());
  return 2;
}
