// SPDX-License-Identifier: PostgreSQL
// A normalised schema: five years of a group of hospitals. See normalised_tables.cpp for the
// tables and for the traps that the data hold, and the head of each group of statements for those
// of the workload.
// Tested by `make bench-index`.
#include "tests/bench/index/normalised.h"

namespace tend::bench {

BenchDatabase normalised_database() {
  BenchDatabase normalised{.name = "normalised", .setup = normalised_tables(), .statements = {}};
  for (const auto& group : {normalised_lookups(), normalised_reports(), normalised_nested()}) {
    normalised.statements.insert(normalised.statements.end(), group.begin(), group.end());
  }
  return normalised;
}

}  // namespace tend::bench
