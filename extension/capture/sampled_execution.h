// SPDX-License-Identifier: PostgreSQL
// The executions of this process that are being captured, from the executor's start to its end.
//
// They are kept in a fixed array, and each is forgotten with its executor's memory: that is freed
// at the end, and also when the statement fails and nobody calls the executor's end. Nothing is
// allocated for them.
// Tested by tests/tap/capture.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Called with the executor started: writes the text if literals are captured, and starts the clock
// in a way that other extensions' clocks go on as they would.
void begin_sampled(QueryDesc* query);

// Called after each run; a portal may run many times.
void count_sampled_rows(const QueryDesc* query);

// Called before the executor's end: writes the duration and the rows, if the execution is sampled.
void end_sampled(QueryDesc* query);

namespace sampled_detail {
extern int count;
}
inline bool any_sampled() {
  return sampled_detail::count > 0;
}

}  // namespace tend::ext
