// SPDX-License-Identifier: PostgreSQL
// Captured executions on their way from the sessions to the samplers: a ring in shared memory,
// written without a lock by every session of the server and read by one sampler a database, each
// at its own position. Reading takes nothing out.
//
// Method: bounded queue of slots with sequence numbers (Dmitry Vyukov, "Bounded MPMC queue", 2010),
// of which the reading half is a seqlock: a slot that was written meanwhile is not believed.
// Tested by tests/tap/capture.t, tests/tap/capture_ring.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

struct CapturedExecution {
  int64 query_id;
  Oid role;
  // False: written at the start, with the text, and never seen to end by this record. True: written
  // at the end, with the numbers below.
  bool finished;
  double duration_ms;   // of the executor, as pg_stat_statements counts it
  double planned_rows;  // of the plan's top node; of a change without RETURNING, rows to change
  double actual_rows;
  bool has_text;
  std::string text;
  // Values bound to $1, $2 ...; absent if NULL or not known: not known has type InvalidOid.
  std::vector<std::optional<std::string>> parameters;
  std::vector<Oid> parameter_types;
  std::string search_path;
};

struct CapturedBatch {
  std::vector<CapturedExecution> executions;  // oldest first
  uint64 position;                            // where to read on
  uint64 lost;  // overwritten before this reader came, of all databases together
};

// The database's executions written at `since_position` (0: all that are there) or later. A
// position of another memory_epoch() is to be replaced by 0.
CapturedBatch read_captured(Oid database, uint64 since_position);

// Since the shared memory was made; 0 without preloading.
struct CaptureCounts {
  uint64 written, dropped, too_long;
};
CaptureCounts capture_counts();

// What a hook hands over; nothing here is owned.
struct ExecutionRecord {
  uint64 query_id;
  Oid role;
  bool finished;
  double duration_ms, planned_rows, actual_rows;
  const char* search_path;
  std::string_view text;     // none if empty
  ParamListInfo parameters;  // written only with a text
};

// Writes one execution of the current database, or counts why not: a text that has no room in a
// slot (cut, it would be useless), or a slot that a session has been writing for a whole lap.
// Raises no error but out of memory.
void write_captured(const ExecutionRecord& record);

// Counts an execution that was to be captured and could not.
void count_dropped_capture();

// Asks for the shared memory; called once from _PG_init.
void init_capture_ring();

}  // namespace tend::ext
