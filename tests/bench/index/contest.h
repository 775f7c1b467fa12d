// SPDX-License-Identifier: PostgreSQL
// One database, several budgets, four ways to choose indexes: what each set really costs and
// weighs.
//
// Method: every choice in a session of its own, whose processor time is read before and after; then
// the set is built, every statement explained, and all rolled back. The cost of a statement is the
// planner's with the indexes really there; upkeep is the model's, the same for all.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/index/workload.h"
#include "tests/bench/server/session.h"

namespace tend::bench {

// What one way of choosing came to.
struct Choice {
  std::string algorithm;
  std::vector<std::string> ddl;
  double upkeep = 0;  // of the writes, by the model
  double planner_calls = 0;
  double cpu_s = 0;  // of the backend that chose
  double reads = 0;  // calls x cost with the set really built
  double built_bytes = 0;
  double total() const { return reads + upkeep; }
};

struct Round {
  std::string database;
  double budget_bytes = 0;
  double before = 0;            // calls x cost without any of them
  std::vector<Choice> choices;  // ours first
  const Choice& ours() const { return choices.front(); }
  const Choice& best_peer() const;
  const Choice& peer(const std::string& algorithm) const;
};

class Contest {
 public:
  // Makes the database; a superuser's connection string without a database name.
  Contest(const std::string& conninfo, const BenchDatabase& database);
  // Chooses under each budget, given as a share of what the tables weigh.
  std::vector<Round> run(const std::vector<double>& budgets);
  // Seconds that tend.recommend_indexes() takes over the statements, and the share of the cost
  // left.
  struct Timing {
    double seconds = 0;
    double cost_ratio = 1;
    double planner_calls = 0;
    std::string stopped_by;
  };
  Timing time_ours(const std::vector<BenchStatement>& statements);

 private:
  Session connect() const { return Session(conninfo_); }
  Choice ours(double budget);
  Choice peers(const std::string& algorithm, double budget);
  void build_and_explain(Choice& choice);
  double explained(Session& session) const;

  std::string conninfo_;
  std::string name_;
  std::vector<BenchStatement> statements_;
  double heap_bytes_ = 0;
};

}  // namespace tend::bench
