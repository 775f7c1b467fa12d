// SPDX-License-Identifier: PostgreSQL
// tend report: what each database recommends, what its history says, and which statements weigh
// most.
//
// Tested by tests/advisor/report.t.
#pragma once

#include "advisor/cli/command_line.h"

namespace tend::advisor {

// A recommendation is a finding by its share of today's workload: what is worth a change window by
// itself, what is worth a look, and the rest.
inline constexpr double kHighShare = 0.30;    // the project's goal for query time is -30 %
inline constexpr double kMediumShare = 0.10;  // a tenth: worth planning for, not worth a night

// One section per target. Reads only; if the extension has no open recommendation it is asked for
// one in a read-only transaction, which records nothing. What is missing (the extension,
// pg_stat_statements, rights) is said with what is lost by it. Fails if --since is no interval or a
// negative one, which only a server can tell.
Result<Document> report(const Invocation& invocation);

}  // namespace tend::advisor
