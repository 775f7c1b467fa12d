// SPDX-License-Identifier: PostgreSQL
// The executor's hooks: of the statements that clients run, a random share is timed and written
// into the capture ring, with its text and bound values if capture_literals is on.
//
// What counts is what clients run: not what functions, triggers, procedures and DO blocks run
// inside, not what EXPLAIN, DECLARE CURSOR, CREATE TABLE AS or COPY run for themselves, not
// parallel workers, not autovacuum, which evaluates the expressions of indexes. pg_stat_statements
// calls the same top level, and besides what triggers run that were deferred to the end of the
// transaction, and what autovacuum runs. An execution that fails or is cancelled is never seen to
// end. A statement that is skipped costs a countdown and one PG_TRY around its run. Tested by
// tests/tap/capture.t, tests/tap/unchanged.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Installs the hooks, keeping whatever stood there before, and turns query ids on where
// compute_query_id is auto. Called once from _PG_init; does nothing unless preloading, since hooks
// that come later would count the nesting of statements wrong.
void init_execution_hooks();

// Captures nothing more in this process: called by our own workers.
void mute_capture();

}  // namespace tend::ext
