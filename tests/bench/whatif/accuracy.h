// SPDX-License-Identifier: PostgreSQL
// The accuracy half of the what-if bench: costs and sizes against indexes that were really built.
#pragma once

#include "tests/bench/server/session.h"
#include "tests/bench/whatif/arms.h"
#include "tests/bench/whatif/case.h"

namespace tend::bench {

// Judges every case, prints the table and the summary. Returns whether all bars are met.
bool costs_are_accurate(Arms& arms, const Cases& cases);

// Asks tend.recommend_indexes() about every case's statement, builds what it recommends, and prints
// estimated against built sizes. Returns whether the bar is met.
bool sizes_are_accurate(Session& session, Arms& arms, const Cases& cases);

}  // namespace tend::bench
