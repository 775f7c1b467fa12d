// SPDX-License-Identifier: PostgreSQL
// Clauses that keep a statement from being helped by an index, each with a rewrite: a row only
// where it matters, that is where the table is still read whole under the chosen set.
//
// Source: docs/methods/index-advice.md#unserved-clauses. Tested by
// tests/unit/index/unserved_test.cpp.
#pragma once

#include <vector>

#include "core/index/workload_cost.h"

namespace tend::index {

// A scan whose clause keeps more rows than this would not be spared by an index either: at a tenth
// of scattered rows most pages of a table are touched.
inline constexpr double kSelectiveClause = 0.1;

// The same for a clause that hides its column from the statistics. The planner then assumes a third
// for a range (DEFAULT_INEQ_SEL), which says nothing about the rows.
inline constexpr double kSelectiveGuess = 0.34;

// One row for each statement, table and class, in the statements' order. The texts name tables,
// columns, types and functions, never a value of the statement.
std::vector<Unindexable> unserved_statements(const Evaluation& chosen, WorkloadCost& cost,
                                             const std::vector<ObservedQuery>& queries,
                                             const Relations& relations);

}  // namespace tend::index
