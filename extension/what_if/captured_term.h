// SPDX-License-Identifier: PostgreSQL
// A column or expression as the capture keeps it: without the planner's own numbers of tables.
//
// Server code: call inside a hook.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// A table where the planner is at work on it; server structures of the current planning.
struct PlannedTable {
  PlannerInfo* root;
  RelOptInfo* rel;
  Index rti;
};

struct CapturedTerm {
  AttrNumber column;  // 0 for an expression
  Node* expression;   // Vars with varno 1; NULL for a column
};

// A copy of the tree, which mentions table `rti` alone, with varno 1.
Node* with_varno_1(Node* tree, Index rti);

// `node` as indexable_term() gave it.
CapturedTerm captured_term(Node* node, Index rti);

}  // namespace tend::ext
