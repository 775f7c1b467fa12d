// SPDX-License-Identifier: PostgreSQL
// A statement with its parameters written out, as it is planned when their values are known.
//
// Tested by tests/unit/sql/bind_parameters_test.cpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tend::sql {

// The value of one parameter, in the type's own output form.
struct BoundValue {
  std::optional<std::string> text;  // absent for NULL

  // As the server's format_type_with_typemod(type, -1) writes it, qualified. Not format_type_be:
  // its `character` and `bit` mean a length of 1 and would cut the value.
  std::string type;
};

// Replaces each $n outside quotes and comments by a literal of its type: ('...'::type) or
// (NULL::type), the brackets so that a cast, subscript or field behind $n still applies.
//   sql     exactly one statement
//   values  of $1, $2, ...; a parameter without a value, or beyond the last, stays $n
// The literal means the same whatever standard_conforming_strings is set to.
// Returns a text with the same fingerprint, except where a cast stands behind a bound parameter,
// which is then the cast of a cast. Fails as check_text does and with kSyntaxError for bad
// text; with kInvalidEncoding for a value that is no valid text; with kInvalidParameter for a type
// that is no type's name; with kNotSupported where no literal can stand (`interval $1`).
Result<std::string> bind_parameters(std::string_view sql,
                                    std::span<const std::optional<BoundValue>> values);

}  // namespace tend::sql
