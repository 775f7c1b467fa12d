// SPDX-License-Identifier: PostgreSQL
// A star schema: four years of a ticket seller. See star_tables.cpp for the tables and for the
// traps that the data hold, and the head of each group of statements for those of the workload.
// Tested by `make bench-index`.
#include "tests/bench/index/star.h"

namespace tend::bench {

BenchDatabase star_database() {
  BenchDatabase star{.name = "star", .setup = star_tables(), .statements = {}};
  for (const auto& group : {star_lookups(), star_reports(), star_nested()}) {
    star.statements.insert(star.statements.end(), group.begin(), group.end());
  }
  return star;
}

}  // namespace tend::bench
