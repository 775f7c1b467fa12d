// SPDX-License-Identifier: PostgreSQL
// What CREATE STATISTICS and ANALYZE have found out about a table.
//
// Server code: call inside pg_call, in a subtransaction. Expressions have Vars with varno 1.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// The row of pg_statistic that an expression has of its own, copied; NULL if there is none.
HeapTuple extended_expression_statistics(Oid table, Node* expression);

// How many different combinations the terms have: columns by number, 0 for the next of the
// expressions. 0 if it is not known.
double extended_distinct(Oid table, const AttrNumber* columns, int count, List* expressions);

}  // namespace tend::ext
