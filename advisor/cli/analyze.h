// SPDX-License-Identifier: PostgreSQL
// tend analyze: how complex each statement of a file is. Needs no server.
//
// Tested by tests/advisor/analyze.t.
#pragma once

#include "advisor/cli/command_line.h"
#include "core/base/result.h"

namespace tend::advisor {

// One row per statement, in the file's order; a statement that cannot be scored is a row with its
// error. Findings: an extreme level or a cartesian product is high, a high level or an error is
// medium.
// Fails if the file cannot be read.
Result<Document> analyze(const Invocation& invocation);

}  // namespace tend::advisor
