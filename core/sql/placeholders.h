// SPDX-License-Identifier: PostgreSQL
// The $n that pg_stat_statements puts in the place of constants, with the casts that they need to
// be planned: a constant's type was written before it, or was plain to see from the constant.
//
// The text is edited where the placeholders stand; all else stays as it was written.
//
// Tested by tests/unit/sql/placeholders_test.cpp.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tend::sql {

// Casts in the place of types written before: `now() - interval $1`, which the server's parser
// refuses, becomes `now() - ($1::interval)`. A text without any comes back as it is.
// Fails as ParseTree::parse_one does, and with kNotSupported where a cast cannot stand for it
// (`interval $1 day`).
Result<std::string> cast_typed_placeholders(std::string_view sql);

// Casts every $n that is an operand of + or - and has no cast yet to `type`, the name of a type.
// The server takes such an operand for the other one's type, so that of `current_date - 7` only
// `date - date` is left. A text without any comes back as it is. Fails as ParseTree::parse_one
// does.
Result<std::string> cast_summands(std::string_view sql, std::string_view type);

}  // namespace tend::sql
