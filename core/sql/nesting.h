// SPDX-License-Identifier: PostgreSQL
// How deep the parse tree of a text can become, from its tokens alone.
//
// The scanner does not recurse, so this is safe for any text; the parser is not. Every level of the
// tree costs at least one token, and tokens on both sides of a comma belong to sibling subtrees, so
// the longest run of tokens without a comma, summed over the open brackets, bounds the depth. Two
// things outlast a comma: an open bracket, and the arms of a chain of UNION, INTERSECT and EXCEPT.
//
// Tested by tests/unit/sql/text_guard_test.cpp, tests/oracle/complexity_stack_test.cpp.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tend::sql {

// An upper bound of the parse tree's depth, in tokens; 0 for a text without tokens.
//   sql  REQUIRES: first_invalid_byte(sql) == npos, so that no NUL cuts it short
// Fails with kSyntaxError where the text cannot be cut into tokens (an unterminated quote).
Result<int> nesting_bound(const std::string& sql);

// A larger bound, from the bytes alone and some fifty times faster: each place where a token may
// begin counts, in quotes and comments too.
std::size_t rough_nesting_bound(std::string_view sql);

}  // namespace tend::sql
