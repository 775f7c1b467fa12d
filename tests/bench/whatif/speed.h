// SPDX-License-Identifier: PostgreSQL
// The speed half of the what-if bench: processor time per planned statement, four ways.
#pragma once

#include <string>

#include "tests/bench/whatif/case.h"

namespace tend::bench {

// Prints, for lookups, for joins of six tables and for the statements of all cases, the backend's
// and the client's processor time per planned statement under each way, and the ratios to ours.
// Returns whether the bar is met: planning for advice costs no more than EXPLAIN under HypoPG.
bool speed_is_good(const std::string& conninfo, const Cases& cases);

}  // namespace tend::bench
