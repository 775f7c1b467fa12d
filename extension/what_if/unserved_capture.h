// SPDX-License-Identifier: PostgreSQL
// Clauses of one table that no B-tree serves as they are written, read from the planner's own
// structures. What they mean is decided in core/index/rewrite_hint and unserved.
//
// Tested by sql/unindexable_clauses.sql.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/access.h"
#include "extension/what_if/captured_term.h"

namespace tend::ext {

struct CapturedUnserved {
  index::Obstacle obstacle;
  Bitmapset* columns;  // as pull_varattnos numbers them
  Oid column_type;     // of a cast
  Oid cast_type;       // of a cast
  Oid function;        // InvalidOid: none
  bool immutable;
  bool suffix;
  bool of_time;
  double selectivity;
};

// Appends what stands in the way of one clause, none of whose parts became a qual. Server code.
List* add_unserved(List* unserved, const PlannedTable& at, const RestrictInfo* info);

// One of the list's members, with its names. REQUIRES: as to_accesses().
index::UnservedClause unserved_from(const CapturedUnserved* captured, Oid table);

}  // namespace tend::ext
