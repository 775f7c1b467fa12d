// SPDX-License-Identifier: PostgreSQL
// What the planner is told about the expressions of a hypothetical index.
//
// Server code of a planner hook.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"

namespace tend::ext {

// For get_index_stats_hook: fills `variable` from the statistics of the leaf's key `column` (from
// 1), as a real index's would. False if there is nothing to say.
bool give_statistics(PlannerInfo* root, const HypotheticalLeaf* leaf, AttrNumber column,
                     VariableStatData* variable);

}  // namespace tend::ext
