// SPDX-License-Identifier: PostgreSQL
// How complex a statement is: a score of 1.0 to 10.0, from the parse tree alone.
//
// The score predicts the planner's planning time (rank correlation >= 0.8, bench-complexity); it
// needs no server, catalog or statistics. Formula, weights and limits: docs/methods/complexity.md.
//
// Tested by tests/unit/workload/complexity_test.cpp, tests/oracle/complexity_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tend::workload {

// What was counted in one statement. Counts cover the whole statement with all its subqueries.
struct ComplexityScore {
  std::optional<double> score;  // 1.0 to 10.0 in steps of 0.1; nothing for a utility statement
  std::string statement_class;  // select insert update delete merge utility
  std::string level;            // low medium high extreme; none for a utility statement
  int joins = 0;                // range-table items of a block beyond its first, summed over blocks
  int subqueries = 0;           // in FROM, in expressions; a CTE's query and a set's arm are none
  int ctes = 0;
  int set_operations = 0;  // UNION, INTERSECT, EXCEPT
  int aggregates = 0;      // calls with an aggregate's name or syntax, without OVER
  int window_functions = 0;
  int function_calls = 0;  // the others
  int predicates = 0;      // comparisons, IS tests, IN, LIKE, BETWEEN, EXISTS
  int depth = 0;           // levels of query blocks; 1 for a statement without subquery or CTE
  // The join graph of the block that joins most: single chain star tree cycle clique disconnected.
  std::string join_graph;
  bool cartesian = false;            // some block joins items that nothing links
  std::vector<std::string> reasons;  // what raised the score most, largest first
};

// Scores one statement.
//   sql  exactly one statement; $n as pg_stat_statements shows them counts as a literal
// Fails with kSyntaxError for bad text, none or several statements, and as sql::check_text does.
// EXPLAIN, PREPARE, CREATE TABLE AS and all that the planner does not get as it is are utility.
Result<ComplexityScore> score_complexity(std::string_view sql);

}  // namespace tend::workload
