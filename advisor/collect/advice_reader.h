// SPDX-License-Identifier: PostgreSQL
// What pg_tend recommends in a database, read from its views and functions.
//
// Columns are those of the SQL contract (docs/functions.md). Nothing here changes or records
// anything. REQUIRES for every function: pg_tend is installed.
//
// Tested by tests/advisor/report.t.
#pragma once

#include "advisor/collect/connection.h"

namespace tend::advisor {

// Rows of tend.recommendations that are not settled yet, by priority. Settled are kept,
// rolled_back, dismissed, superseded and failed. `source` here and below: history (the counted
// workload), adhoc (texts that somebody gave, or one role's own statements) or all.
Result<Records> read_open_recommendations(Connection& connection, const std::string& source);

// One row `open`: how many open ones come from another source.
Result<Records> count_open_elsewhere(Connection& connection, const std::string& source);

// Steps of the open recommendations whose index does not exist yet: recommendation_id, position,
// title, sql, undo, lock.
Result<Records> read_recommendation_steps(Connection& connection, const std::string& source);

// The last row of tend.advice_runs; no row if advice was never asked for.
Result<Records> read_last_advice_run(Connection& connection, const std::string& source);

// Statements that run could not help, with class, reason and hint; `every` is how many there are.
//   most  rows, >= 0
Result<Records> read_unindexable(Connection& connection, std::int64_t run_id, int most);

// Asks tend.recommend_indexes() about the workload, for at most `time_limit` seconds. The
// transaction is read-only, so the extension records nothing and gives no ids. The columns are
// named as in tend.recommendations: `kind` is index_build, `index_kind` what the function calls
// kind.
Result<Records> ask_for_indexes(Connection& connection, Seconds time_limit);

}  // namespace tend::advisor
