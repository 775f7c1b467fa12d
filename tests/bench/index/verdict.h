// SPDX-License-Identifier: PostgreSQL
// The tables of the index bench and its bars.
#pragma once

#include <vector>

#include "tests/bench/index/contest.h"

namespace tend::bench {

void print(const Round& round);

// Our cost at most the best peer's at every budget and below it on the mean; planner calls and
// processor time at most a tenth of Extend's. Prints each; returns whether all are met.
bool is_ahead(const std::vector<Round>& rounds);

// At most 30 s.
bool is_quick(const char* what, const Contest::Timing& timing);

}  // namespace tend::bench
