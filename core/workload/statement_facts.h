// SPDX-License-Identifier: PostgreSQL
// What is counted in one statement's parse tree; the score is made of it.
//
// Nothing here depends on constants, names, formatting or the number of values in a list.
//
// Tested by tests/unit/workload/complexity_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "core/workload/link_finder.h"

struct PgQuery__Node;

namespace tend::workload {

enum class StatementClass { kSelect, kInsert, kUpdate, kDelete, kMerge, kUtility };

struct StatementFacts {
  StatementClass statement_class = StatementClass::kUtility;
  std::vector<QueryBlock> blocks;  // in the order in which they end: inner ones first
  int from_subqueries = 0;
  int sublinks = 0;  // subqueries in expressions
  int ctes = 0;
  int set_operations = 0;
  int aggregates = 0;
  int window_functions = 0;
  int function_calls = 0;
  int predicates = 0;
  int or_arms = 0;      // operands of OR beyond the first
  int outputs = 0;      // columns of select lists, RETURNING and SET
  int keys = 0;         // of GROUP BY, ORDER BY, DISTINCT ON, PARTITION BY
  int expressions = 0;  // CASE branches and arithmetic
  int depth = 0;
};

// Reads one statement: the node of a ParseTree. For a utility statement all counts are 0.
StatementFacts read_facts(const PgQuery__Node& statement);

}  // namespace tend::workload
