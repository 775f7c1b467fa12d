// SPDX-License-Identifier: PostgreSQL
// The heaviest statements of a database, from pg_stat_statements.
//
// Tested by tests/advisor/report.t.
#pragma once

#include "advisor/collect/connection.h"
#include "advisor/collect/server_reader.h"

namespace tend::advisor {

// Statements of this database by total execution time, heaviest first, at most `limit` (>= 0):
// queryid, query, calls, total_ms, mean_ms, rows, blocks (hit and read), share (of the database's
// total execution time, 0 to 1), hidden (this role may not see the text). Entries of several roles
// with one query id are one row; the program's own queries are left out.
// REQUIRES: facts.can_read_statements().
Result<Records> read_heaviest_statements(Connection& connection, const ServerFacts& facts,
                                         int limit);

}  // namespace tend::advisor
