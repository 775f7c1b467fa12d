// SPDX-License-Identifier: PostgreSQL
// The speed half of the what-if bench: processor time per planned statement, four ways.
#pragma once

#include <string>

#include "tests/bench/whatif/case.h"

namespace tend::bench {

// Prints, for lookups, for joins of six tables and for the statements of all cases, the backend's
// and the client's processor time per planned statement under each way, and the ratios to ours.
// No bar: the figures differ in what they include, and say so.
void report_speed(const std::string& conninfo, const Cases& cases);

}  // namespace tend::bench
