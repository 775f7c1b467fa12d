// SPDX-License-Identifier: PostgreSQL
// What stands in an index's way in one clause, and how to write the clause so that one can serve
// it. Names only: whoever may not see the statement learns no value of it here either.
//
// Source: docs/methods/index-advice.md#unserved-clauses. Tested by
// tests/unit/index/rewrite_hint_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "core/index/access.h"

namespace tend::index {

// leading_wildcard, type_mismatch, function_on_column, or_across_columns or not_equal.
std::string_view class_of(const UnservedClause& clause);

// A clause for people, without its end: "the cast of total to numeric in public.item hides ...".
//   relation  schema-qualified and quoted
std::string obstacle_text(const UnservedClause& clause, const std::string& relation);

// One or two sentences.
std::string rewrite_hint(const UnservedClause& clause, const std::string& relation);

}  // namespace tend::index
