// SPDX-License-Identifier: PostgreSQL
// What can be had of a statement as text: its fingerprint, a form that the server's own parser
// takes, and the statements of a file.
//
// All of it is libpg_query's work behind the guard of text_guard.h. The results hold no reference
// to the argument. Safe from several threads.
//
// Tested by tests/unit/sql/statement_text_test.cpp and tests/unit/sql/split_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tend::sql {

// The fingerprint of exactly one statement: 16 hexadecimal digits, the same for texts that differ
// only in literals, parameters, formatting or comments. Aliases count.
// Fails with kSyntaxError for bad text, for none and for several statements.
Result<std::string> fingerprint(std::string_view sql);

// The statement in a form that the server's parser takes.
//   sql  one statement, perhaps as pg_stat_statements shows it, with $n where literals were
// `now() - interval $1`, which the server refuses, becomes `now() - ($1::interval)`; what needs
// more than casts is printed anew from its parse tree. Texts that the server takes keep their
// meaning. Fails as fingerprint does.
Result<std::string> repair_placeholders(std::string_view sql);

// What is planned when the statement runs: what PREPARE and DECLARE CURSOR hold; any other
// statement as it is. Fails as fingerprint does.
Result<std::string> planned_statement(std::string_view sql);

// The text with '...' in place of every string constant, whatever its quotes. Numbers, names and
// comments stay. For texts that pg_stat_statements shows with their literals, utility statements
// for one: `ALTER ROLE r PASSWORD '...'`. Takes any text.
std::string without_literals(std::string_view sql);

// One statement of a file.
struct StatementText {
  std::string text;    // without the semicolon and without comments around it
  int first_line = 1;  // of the text's first character, from 1
};

// The statements of a script, in order.
//   file  SQL as psql reads it; lines that start with a backslash outside a statement's quotes and
//         comments (psql's own commands) are left out, and so is COPY ... FROM stdin's data
// A statement that cannot be parsed, is too long or badly encoded is still returned: its own parse
// says what is wrong, and the rest is not lost. Fails with kInvalidEncoding for a UTF-16 file only.
// An empty file has no statements. Takes time linear in the file; never recurses.
Result<std::vector<StatementText>> split_statements(std::string_view file);

}  // namespace tend::sql
