// SPDX-License-Identifier: PostgreSQL
// What the bench judges: a statement and the indexes that it is offered.
#pragma once

#include <string>
#include <vector>

namespace tend::bench {

struct Case {
  std::string name;
  std::string query;
  std::vector<std::string> indexes;  // CREATE INDEX statements
  bool hypopg = true;                // false: HypoPG fails on the statement
  // Why no model without the index can be within the bar for the largest error; such a case is
  // shown by itself and counts everywhere else.
  std::string beyond = {};
};

using Cases = std::vector<Case>;

// The cases by topic; together the bench's list. They stand on the tables of tables.h.
Cases key_cases();         // equality, ranges, lists, NULLs, types of keys
Cases order_cases();       // sorting, limits, grouping, min/max, index-only scans
Cases shape_cases();       // partial, unique, operator classes, expressions
Cases expression_cases();  // keys that are computed
Cases correlated_cases();  // columns that tell something about each other
Cases join_cases();        // joins, subqueries, lateral, six tables
Cases method_cases();      // GIN, BRIN, hash
Cases statement_cases();   // writes, views, CTEs, set operations, partitions

}  // namespace tend::bench
