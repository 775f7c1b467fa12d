// SPDX-License-Identifier: PostgreSQL
// Clauses that an index of another method than B-tree could serve, read while the planner plans.
//
// GIN: whatever operator some operator class of the column's type knows, and no B-tree does: arrays
// and documents that contain, texts that match, and patterns anywhere in a text where pg_trgm is.
// BRIN: ranges of a column whose values follow the rows' order, for core to judge.
//
// Two halves, as in access_capture.h.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/access.h"
#include "extension/what_if/captured_term.h"

namespace tend::ext {

struct CapturedMethodQual {
  CapturedTerm term;
  Oid method;
  Oid opclass;
  double selectivity;
  double correlation;  // of a BRIN column with the rows' order
};

// `served`: a B-tree serves the clause, too. Called from set_rel_pathlist_hook.
List* add_other_methods(List* quals, const PlannedTable& at, RestrictInfo* info, bool served);

// The name of a class that is not the type's default for its method, qualified and quoted; else
// empty. The lookups run in pg_call.
std::string opclass_name(const CapturedMethodQual* qual);

}  // namespace tend::ext
