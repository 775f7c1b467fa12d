// SPDX-License-Identifier: PostgreSQL
// The parts of the normalised database: its tables and the groups of its statements.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/index/workload.h"

namespace tend::bench {

std::vector<std::string> normalised_tables();

std::vector<BenchStatement> normalised_lookups();  // few rows: filters, ranges, top-N, short joins
std::vector<BenchStatement> normalised_reports();  // long joins, grouping, windows, set operations
std::vector<BenchStatement> normalised_nested();   // subqueries, LATERAL, self joins, DISTINCT

}  // namespace tend::bench
