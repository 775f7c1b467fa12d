// SPDX-License-Identifier: PostgreSQL
// What pg_tend's history says of a database: slow queries, errors, waits, and how much of it there
// is.
//
// Columns are those of the SQL contract (docs/functions.md). Nothing here changes or records
// anything. REQUIRES for every function that reads: pg_tend is installed.
//
// Tested by tests/advisor/report_history.t.
#pragma once

#include <string>

#include "advisor/collect/connection.h"

namespace tend::advisor {

// The stretch of history to read, and how much of it to list.
struct HistoryWindow {
  std::string since = "1 day";  // an interval as PostgreSQL reads it
  int most = 10;                // rows of slow queries and of waits, >= 0
};

// Fails if `since` is no interval, or a negative one: a window that holds nothing would read as an
// all-clear. What else goes wrong is left to the readers below.
Outcome check_window(Connection& connection, const std::string& since);

// Rows of tend.slow_queries(), most impact first.
//   threshold  the least mean execution time, >= 0
Result<Records> read_slow_queries(Connection& connection, const HistoryWindow& window,
                                  Milliseconds threshold);

// Rows of tend.errors(), most errors first.
Result<Records> read_errors(Connection& connection, const HistoryWindow& window);

// Rows of tend.waits(), most looks first.
Result<Records> read_waits(Connection& connection, const HistoryWindow& window);

// Rows of tend.worker_status and tend.history_status: item, value, ok, hint.
Result<Records> read_history_status(Connection& connection);

// What is switched on of that which sees errors and waits: preloaded, enabled (the worker), waits,
// errors, log_level, unlogged (at that level errors do not reach the log).
Result<Record> read_watch(Connection& connection);

}  // namespace tend::advisor
