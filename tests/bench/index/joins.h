// SPDX-License-Identifier: PostgreSQL
// Statements of many joins over the normalised database, for the time that advice takes.
#pragma once

#include <vector>

#include "tests/bench/index/workload.h"

namespace tend::bench {

// A hundred, of 5 to 20 joins along foreign keys, from a fixed seed.
std::vector<BenchStatement> join_statements();

}  // namespace tend::bench
