// SPDX-License-Identifier: PostgreSQL
// One sample of this database's counters: read, subtract what was seen last, write.
//
//   state -> statements, relations, database, waits, errors, captured executions
//         -> deltas (core/workload) -> interval rows -> rotate rings -> roll up
//
// What was seen last lies in tables and changes in the same transaction as the history, so a sample
// that is rolled back, killed or lost in a crash is made up for by the next one.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Returns the sample's id; nothing if another session is taking one at this moment. REQUIRES: a
// transaction that may write, and an active snapshot. Errors leave nothing half done only if the
// (sub)transaction is rolled back.
std::optional<int64> take_sample();

}  // namespace tend::ext
