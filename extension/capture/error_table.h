// SPDX-License-Identifier: PostgreSQL
// How many errors reach the server log, by SQLSTATE and level, in a fixed table of shared memory.
// What log_min_messages keeps out of the log is not seen, nor is what a function catches.
// Tested by tests/tap/errors_waits.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

struct ErrorCount {
  int sqlstate;   // packed, as the server has it
  int level;      // ERROR, FATAL or PANIC
  double errors;  // since the shared memory was made; never goes down
};

// Those of sessions connected to the database; InvalidOid: of processes that are in none.
std::vector<ErrorCount> read_errors(Oid database);

struct ErrorTableState {
  int entries;
  uint64 overflow;  // errors without room in the table
};
ErrorTableState error_table_state();

// Asks for the shared memory and installs the log hook, keeping whatever stood there before. Called
// once from _PG_init; does nothing unless preloading.
void init_error_table();

}  // namespace tend::ext
