// SPDX-License-Identifier: PostgreSQL
#include "core/sql/utf8.h"

#include <algorithm>

namespace tend::sql {
namespace {

struct ByteRange {
  unsigned char low = 0x80;
  unsigned char high = 0xBF;

  bool holds(unsigned char byte) const { return low <= byte && byte <= high; }
};

// What a lead byte asks of the bytes behind it: how many, and the range of the first of them. The
// narrower ranges are what rules out overlong forms (E0, F0), surrogates (ED) and the end (F4).
struct Tail {
  std::size_t count = 0;
  ByteRange first;
};

// Returns a count of 0 for a byte that leads no sequence of several bytes.
Tail tail_of(unsigned char lead) {
  if (lead < 0xC2) return {};
  if (lead < 0xE0) return {1, {}};
  if (lead == 0xE0) return {2, {0xA0, 0xBF}};
  if (lead == 0xED) return {2, {0x80, 0x9F}};
  if (lead < 0xF0) return {2, {}};
  if (lead == 0xF0) return {3, {0x90, 0xBF}};
  if (lead < 0xF4) return {3, {}};
  if (lead == 0xF4) return {3, {0x80, 0x8F}};
  return {};
}

// The length of the valid sequence at the start of `text`, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) != 0 && byte(0) < 0x80) return 1;
  const Tail tail = tail_of(byte(0));
  if (tail.count == 0 || text.size() <= tail.count || !tail.first.holds(byte(1))) return 0;
  for (std::size_t i = 2; i <= tail.count; ++i) {
    if (!ByteRange{}.holds(byte(i))) return 0;
  }
  return tail.count + 1;
}

}  // namespace

std::size_t first_invalid_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace tend::sql
