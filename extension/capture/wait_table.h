// SPDX-License-Identifier: PostgreSQL
// What running statements wait for: the launcher looks once a second at every session and counts
// what it sees, by statement and event, in a fixed table of shared memory. When that is full, what
// has not been seen for ten minutes makes room.
//
// Method: sampling of states ("active session history"): a count times the time between two looks
// estimates the time spent, without a cost to the statements themselves.
// Tested by tests/tap/errors_waits.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

struct WaitCount {
  int64 entry;     // of the table; another key, or the same one after a pause, has another
  int64 query_id;  // 0: waits for the lock on a table, before the statement has an id
  Oid role;
  uint32 wait_event;  // as in PGPROC; 0: on the CPU, or runnable
  double samples;     // times seen since the entry was made; never goes down
};

std::vector<WaitCount> read_waits(Oid database);

struct WaitTableState {
  int entries;
  uint64 overflow;  // sightings without room, because all entries had been seen shortly before
};
WaitTableState wait_table_state();

// Looks at every session that runs a statement, parallel workers included, if capture_waits is on.
// Takes no lock. REQUIRES: called by one process of the server only, the launcher; raises no error
// but out of memory.
void sample_waits();

// Asks for the shared memory; called once from _PG_init.
void init_wait_table();

}  // namespace tend::ext
