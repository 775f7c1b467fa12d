// SPDX-License-Identifier: PostgreSQL
#include "core/sql/utf8.h"

#include <catch2/catch.hpp>
#include <string>

using tend::sql::character_count;
using tend::sql::first_invalid_byte;

TEST_CASE("valid text of every sequence length has no invalid byte") {
  REQUIRE(first_invalid_byte("") == std::string_view::npos);
  REQUIRE(first_invalid_byte("a\x7F") == std::string_view::npos);
  REQUIRE(first_invalid_byte("\xC2\x80\xDF\xBF") == std::string_view::npos);
  REQUIRE(first_invalid_byte("\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80") == std::string_view::npos);
  REQUIRE(first_invalid_byte("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF") == std::string_view::npos);
}

TEST_CASE("each kind of bad sequence is found where it begins") {
  using namespace std::string_view_literals;
  REQUIRE(first_invalid_byte("ab\0c"sv) == 2);           // NUL
  REQUIRE(first_invalid_byte("a\x80") == 1);             // a continuation alone
  REQUIRE(first_invalid_byte("\xC0\xAF") == 0);          // overlong, two bytes
  REQUIRE(first_invalid_byte("\xE0\x80\xAF") == 0);      // overlong, three
  REQUIRE(first_invalid_byte("\xF0\x80\x80\xAF") == 0);  // overlong, four
  REQUIRE(first_invalid_byte("\xED\xA0\x80") == 0);      // a surrogate
  REQUIRE(first_invalid_byte("\xF4\x90\x80\x80") == 0);  // above U+10FFFF
  REQUIRE(first_invalid_byte("\xFF") == 0);              // no lead byte
  REQUIRE(first_invalid_byte("x\xE2\x82") == 1);         // cut short
  REQUIRE(first_invalid_byte("x\xE2\x82y") == 1);        // broken off
}

// The second method: decode to a code point and encode it again.
TEST_CASE("the check agrees with encoding every code point and every two-byte pair") {
  for (unsigned point = 1; point <= 0x10FFFF; point += point < 0x900 ? 1 : 97) {
    std::string text;
    if (point < 0x80) {
      text = {static_cast<char>(point)};
    } else if (point < 0x800) {
      text = {static_cast<char>(0xC0 | point >> 6), static_cast<char>(0x80 | (point & 0x3F))};
    } else if (point < 0x10000) {
      text = {static_cast<char>(0xE0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3F)),
              static_cast<char>(0x80 | (point & 0x3F))};
    } else {
      text = {static_cast<char>(0xF0 | point >> 18), static_cast<char>(0x80 | (point >> 12 & 0x3F)),
              static_cast<char>(0x80 | (point >> 6 & 0x3F)),
              static_cast<char>(0x80 | (point & 0x3F))};
    }
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    CHECK((first_invalid_byte(text) == std::string_view::npos) == !surrogate);
    if (!surrogate) CHECK(character_count(text) == 1);
  }
}
