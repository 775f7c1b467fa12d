// SPDX-License-Identifier: PostgreSQL
// One case, three ways: the index really built, tend.what_if(), HypoPG under EXPLAIN.
//
// Method: one transaction a case, so that all arms plan on the same statistics. The index is built
// (an expression index analyzed as well), the statement explained, the index dropped; then the
// same statement is planned with the index hypothetical, by us and by HypoPG; then all is rolled
// back. Rebuilding statistics between arms would compare samples, not models. Where an expression's
// statistics have to be drawn, the draw with the median cost of the real index counts.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/units.h"
#include "tests/bench/server/session.h"
#include "tests/bench/whatif/case.h"
#include "tests/bench/whatif/plan.h"

namespace tend::bench {

struct Outcome {
  std::string name;
  Cost before;  // without the indexes
  Plan real;
  Plan ours;
  std::optional<Plan> hypopg;  // absent: not tried, or refused

  // Where the real index's cost depends on what ANALYZE draws: of each draw.
  std::vector<Cost> real_draws = {};

  // Signed relative error of an arm's cost against the real index's.
  double error_of(const Plan& arm) const { return (arm.cost - real.cost) / real.cost; }
  // The same against the nearest of the draws: what no draw accounts for.
  double error_beyond_chance() const;
};

class Arms {
 public:
  // REQUIRES: the bench's tables exist, and the session's search_path begins with their schema.
  explicit Arms(Session& session);

  // Throws SqlError if the case itself is wrong; a refusal by HypoPG only leaves its plan absent.
  Outcome judge(const Case& one);
  // Builds the index, gives its size (of all partitions together), and rolls back.
  Bytes built_size(const std::string& ddl);

 private:
  struct Draw {
    Outcome outcome;
    bool by_chance;  // another draw of statistics would give other costs
  };
  Draw draw(const Case& one);
  bool analyze_new(const std::string& fresh);
  Plan explain(const std::string& query);
  Plan what_if(const Case& one, Cost& before);
  std::optional<Plan> hypopg(const Case& one);
  void hypothesize(const std::string& ddl);

  Session& session_;
  std::set<std::string> known_;  // names of the indexes that exist anyway
  std::string known_oids_;       // the same as an array's text
};

}  // namespace tend::bench
