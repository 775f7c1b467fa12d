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
};

using Cases = std::vector<Case>;

// The cases by topic; together the bench's list. They stand on the tables of tables.h.
Cases key_cases();        // equality, ranges, lists, NULLs, types of keys
Cases order_cases();      // sorting, limits, grouping, min/max, index-only scans
Cases shape_cases();      // partial, unique, operator classes, expressions
Cases join_cases();       // joins, subqueries, lateral, six tables
Cases method_cases();     // GIN, BRIN, hash
Cases statement_cases();  // writes, views, CTEs, set operations, partitions

}  // namespace tend::bench
