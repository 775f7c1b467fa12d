// SPDX-License-Identifier: PostgreSQL
// Whether a slow statement is one that somebody tunes: one that runs a query of the application.
//
// Method: by the parse tree. Utility statements are no queries, unless they run one: CREATE TABLE
// AS, REFRESH MATERIALIZED VIEW, COPY of a query, CALL, DO, EXECUTE, DECLARE CURSOR, PREPARE. A
// statement is pg_tend's own if the program tend marked it, or if it names the schema tend and
// besides that catalogs at most: somebody looking at pg_tend, not the application at work.
//
// Tested by tests/unit/workload/tunable_statement_test.cpp.
#pragma once

#include <string_view>

namespace tend::workload {

// True for pg_tend's own statements as told above; false for a text that cannot be parsed.
bool is_own(std::string_view text);

// False for utility statements without a query and for pg_tend's own statements. True for a text
// that cannot be parsed: what is slow is rather shown than hidden.
//   text  as pg_stat_statements shows it
bool is_tunable(std::string_view text);

}  // namespace tend::workload
