// SPDX-License-Identifier: PostgreSQL
// How deep the parse tree of a text can become, from its tokens alone.
//
// The scanner does not recurse, so this is safe for any text; the parser is not. Every level of the
// tree costs at least one token, and what stands on both sides of a comma belongs to sibling
// subtrees. So the depth of what stands between two commas is at most its tokens and the depth of
// the deepest bracket in it; tokens behind a bracket count, as `(x) + 1 + 1` puts x below both.
// What outlasts a comma is counted apart: a query that has begun (the items of its lists are below
// it) and the arms of a chain of UNION, INTERSECT and EXCEPT.
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
