// SPDX-License-Identifier: PostgreSQL
// The guard in front of every libpg_query call: texts that the parser cannot take safely.
//
// libpg_query has no stack check of its own: a deeply nested statement overruns the C stack and
// ends the process, inside a server the whole cluster. So nothing reaches it unchecked. The bound
// comes from the flat token list (the scanner does not recurse): see docs/methods/complexity.md.
//
// Tested by tests/unit/sql/text_guard_test.cpp.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/result.h"

namespace tend::sql {

// Longest statement that is parsed. pg_stat_statements keeps texts of any length; one beyond this
// is generated (a bulk IN list), and its parse tree would take some 100 times its size in memory.
inline constexpr std::size_t kMaxStatementBytes = 256 * 1024;

// Largest nesting_bound that is parsed. Ordinary statements have 5 to 100, long reports up to 500.
// 1,000 takes at most 2 MB of stack: beside the 2 MB that the server's max_stack_depth lets a
// backend use, half of the usual 8 MB. Where less is left, check_text measures and refuses sooner.
inline constexpr int kMaxNestingBound = 1000;

// C stack that parsing, unpacking, walking, deparsing and freeing take per unit of nesting_bound,
// at most (the worst grammar form in tests/oracle/complexity_stack_test.cpp, with room to spare).
inline constexpr std::size_t kStackBytesPerNesting = 2048;

// Whether `sql` may be handed to libpg_query.
//   sql  one or more statements; no NUL, UTF-8, at most kMaxStatementBytes, nested at most
//        kMaxNestingBound deep
// Returns Done, or the first of kInvalidEncoding, kStatementTooLong, kStatementTooDeep that holds,
// or kSyntaxError if the text cannot even be cut into tokens (an unterminated quote). Takes time
// linear in the text; never recurses.
Outcome check_text(std::string_view sql);

// The encoding part of check_text alone, for texts that are cut up before they are checked.
Outcome check_encoding(std::string_view sql);

}  // namespace tend::sql
