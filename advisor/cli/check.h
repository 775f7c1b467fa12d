// SPDX-License-Identifier: PostgreSQL
// tend check: can the program work here, and what is missing.
//
// Tested by tests/advisor/check.t.
#pragma once

#include "advisor/cli/command_line.h"

namespace tend::advisor {

// One section per target, one row per requirement and per row of tend.status. Each row that is not
// ok is a finding. A target that cannot be reached is a critical row of its section.
Document check(const Invocation& invocation);

}  // namespace tend::advisor
