// SPDX-License-Identifier: PostgreSQL
// Clauses that a B-tree serves: comparisons, lists of values, null tests, boolean columns, prefixes
// of texts, with what the statistics say of them, read while the planner plans.
//
// Server code: call inside a hook.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/access.h"
#include "extension/what_if/captured_term.h"

namespace tend::ext {

struct CapturedQual {
  CapturedTerm term;
  index::Comparison comparison;
  index::Operand operand;
  double selectivity;
  double distinct_values;  // of the term; 0 if unknown
  const char* opclass;     // that a B-tree needs; NULL for the default
  Node* predicate;         // Vars with varno 1; NULL if it cannot stand as an index predicate
};

// Appends what the clause (or the RestrictInfo around it) asks of a B-tree on the table, if
// anything.
List* add_quals(List* quals, const PlannedTable& at, Node* clause);

// Appends the comparison of a term with its equals in other tables.
List* add_join_column(List* quals, const PlannedTable& at, Node* term);

// Appends the arms of an OR, each a List of CapturedQual. An OR is served only if every arm is: one
// without an indexable clause spoils all.
List* add_or_arms(List* arms, const PlannedTable& at, const RestrictInfo* info);

}  // namespace tend::ext
