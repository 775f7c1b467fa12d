// SPDX-License-Identifier: PostgreSQL
// Where the planner meets subplans, and on how many rows.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// The SubPlan nodes in a list of expressions or restrictions; of alternatives the first, which is
// the one that the planner takes for costing.
const List* subplans_in(const List* expressions);

// Rows on which a scan looks at the clauses that its index, if any, does not answer.
double rows_looked_at(const Path* path);

// Whether the planner charges the subplan once, as it does for what it runs before the statement.
//   finals  of CapturedFinal
bool runs_once(int plan_id, const List* finals);

}  // namespace tend::ext
