// SPDX-License-Identifier: PostgreSQL
// One value of a table: what a database column, a computed figure and a printed cell have in
// common.
//
// Collectors fill it, renderers print it; neither knows the other's library. Numbers stay numbers
// until they are printed, so that people and programs are shown the same figure.
//
// Tested by tests/advisor/formats.t.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace tend::advisor {

using Value = std::variant<std::monostate,             // unknown or not applicable: NULL, null, "-"
                           bool,                       //
                           std::int64_t,               //
                           double,                     // NaN prints as unknown
                           std::string,                // UTF-8 where the source kept its word
                           std::vector<std::string>>;  // a list, in the order given

inline bool is_null(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}

}  // namespace tend::advisor
