// SPDX-License-Identifier: PostgreSQL
// The parts of the star database: its tables and the groups of its statements.
#pragma once

#include <string>
#include <vector>

#include "tests/bench/index/workload.h"

namespace tend::bench {

std::vector<std::string> star_tables();

std::vector<BenchStatement> star_lookups();  // few rows: filters, ranges, top-N
std::vector<BenchStatement> star_reports();  // many joins, grouping, windows, set operations
std::vector<BenchStatement> star_nested();   // subqueries, LATERAL, self joins, DISTINCT

}  // namespace tend::bench
