// SPDX-License-Identifier: PostgreSQL
// Where a text stops being UTF-8 as the server accepts it.
//
// Tested by tests/unit/sql/utf8_test.cpp.
#pragma once

#include <cstddef>
#include <string_view>

namespace tend::sql {

// The offset in bytes of the first NUL or of the first sequence that is not UTF-8 (RFC 3629: no
// overlong forms, no surrogates, nothing above U+10FFFF); npos if there is none.
std::size_t first_invalid_byte(std::string_view text);

// The number of characters in `text`. REQUIRES: first_invalid_byte(text) == npos.
std::size_t character_count(std::string_view text);

}  // namespace tend::sql
