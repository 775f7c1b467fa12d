// SPDX-License-Identifier: PostgreSQL
// Existing indexes that a recommended one makes droppable, and the test that dropping them harms
// no statement.
//
// Source: docs/methods/index-advice.md#replacement.
// Tested by tests/unit/index/replacement_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/index/workload_cost.h"

namespace tend::index {

// Share by which a statement may get dearer when what is replaced is gone: no statement is made
// worse than that by advice.
inline constexpr double kHarmlessShare = 0.1;

struct HideTest {
  std::vector<std::string> needed;  // names of existing indexes that a statement would miss
  long planner_calls = 0;
};

// Plans the statements of each table on which the chosen set replaces something, with the set and
// without what it replaces. Names those without which a statement gets more than kHarmlessShare
// dearer than with the set beside them, or cannot be planned.
HideTest test_replaced(const Evaluation& chosen, const WorkloadCost& cost,
                       const std::vector<ObservedQuery>& queries, const Relations& relations,
                       WhatIf& what_if);

}  // namespace tend::index
