// SPDX-License-Identifier: PostgreSQL
// One value as people read it and as a plain figure.
//
// Tested by tests/advisor/formats.t.
#pragma once

#include <string>

#include "advisor/render/document.h"
#include "advisor/value.h"

namespace tend::advisor {

// What stands in a grid for an unknown value.
inline constexpr const char* kUnknown = "-";

// The value with its unit, printable, lists joined by "; ". Bytes in powers of 1024, fractions in
// per cent. Unknown is "-".
std::string shown(const Value& value, Unit unit);

// The value in full precision and without unit, as CSV carries it. Unknown is empty, lists are
// joined by "; ".
std::string plain(const Value& value);

// True where the value is a number, so that grids align it to the right.
bool is_number(const Value& value);

// The elements of a list; a single value is a list of one; unknown and empty text are no element.
std::vector<std::string> elements(const Value& value, Unit unit);

}  // namespace tend::advisor
