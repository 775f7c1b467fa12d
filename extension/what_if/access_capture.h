// SPDX-License-Identifier: PostgreSQL
// What the planner looks for in one table, read from its own structures while it plans: clauses,
// join columns, orders. Views, CTEs, LATERAL, pulled-up subqueries and partitions are already
// resolved at that point, which no reading of the text can match.
//
// Two halves: capture_* runs inside the planner (server code, plain structures), to_accesses()
// turns the result into core values afterwards.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/access.h"
#include "extension/what_if/captured_term.h"

namespace tend::ext {

struct CapturedSortKey {
  CapturedTerm term;
  bool descending;
  bool nulls_first;
};

struct CapturedAccess {
  Oid table;
  List* quals;          // of CapturedQual
  List* or_arms;        // of List of CapturedQual
  List* order;          // of CapturedSortKey
  List* grouping;       // of CapturedTerm
  List* other_methods;  // of CapturedMethodQual
  List* unserved;       // of CapturedUnserved
  bool limited;
  Bitmapset* above;  // columns needed above the scan, pull_varattnos numbering
  Bitmapset* read;   // those and the columns of this table's own clauses
};

// NULL if the entry is no table of its own (a subquery, a partition of a table that is captured as
// a whole, an inheritance parent whose children are captured). Called from set_rel_pathlist_hook.
CapturedAccess* capture_access(PlannerInfo* root, RelOptInfo* rel, Index rti, RangeTblEntry* entry);

// REQUIRES: the locks of planning are still held (the terms are printed from the catalog), and
// search_path is pinned, so that every name outside pg_catalog is printed with its schema.
std::vector<index::RelationAccess> to_accesses(const List* captured);

}  // namespace tend::ext
