// SPDX-License-Identifier: PostgreSQL
// UTF-8 decoding, cleaning and measuring, by code point.
//
// Widths follow the East Asian Width property in coarse ranges (Unicode Standard Annex 11): enough
// for columns to align, with no need for the C library's locale.
//
// Tested by tests/advisor/hostile.t.
#include "advisor/characters.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace tend::advisor {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

struct CodePoint {
  std::uint32_t value;
  std::size_t length;  // bytes taken
  bool valid;
};

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

// Reads the character that starts at `at`. Overlong forms, surrogates and values beyond U+10FFFF
// are invalid and one byte long. REQUIRES: at < text.size().
CodePoint decode(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  const CodePoint invalid{0, 1, false};
  if (first < 0xC2 || first > 0xF4 || at + length > text.size()) return invalid;

  std::uint32_t value = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if (!is_continuation(byte)) return invalid;
    value = (value << 6) | (byte & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || surrogate || value > 0x10FFFF) return invalid;
  return {value, length, true};
}

struct Range {
  std::uint32_t first, last;
};

template <std::size_t N>
bool within(std::uint32_t value, const std::array<Range, N>& ranges) {
  for (const Range& range : ranges) {
    if (value >= range.first && value <= range.last) return true;
  }
  return false;
}

constexpr std::array<Range, 2> kReordering = {{{0x202A, 0x202E}, {0x2066, 0x2069}}};
constexpr std::array<Range, 6> kZeroWidth = {{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x200B, 0x200F},
                                              {0x20D0, 0x20F0},
                                              {0xFE00, 0xFE0F},
                                              {0xFE20, 0xFE2F}}};
constexpr std::array<Range, 8> kWide = {{{0x1100, 0x115F},
                                         {0x2E80, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE6F},
                                         {0xFF00, 0xFF60},
                                         {0x1F300, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};

int width_of(std::uint32_t value) {
  if (within(value, kZeroWidth)) return 0;
  return within(value, kWide) ? 2 : 1;
}

// Calls visit(code point, bytes) for every character of the text.
template <class Visit>
void for_each_character(std::string_view text, Visit visit) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode(text, at);
    visit(point, text.substr(at, point.length));
    at += point.length;
  }
}

bool is_control(std::uint32_t value) {
  return value < 0x20 || (value >= 0x7F && value <= 0x9F);
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

}  // namespace

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&](const CodePoint& point, std::string_view bytes) {
    out += point.valid ? bytes : kReplacement;
  });
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_character(text, [&](const CodePoint& point, std::string_view bytes) {
    if (!point.valid) {
      out += kReplacement;
    } else if (is_control(point.value)) {
      out += fmt::format("\\x{:02x}", point.value);
    } else if (within(point.value, kReordering)) {
      out += fmt::format("\\u{:04x}", point.value);
    } else {
      out += bytes;
    }
  });
  return out;
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!is_space(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

int display_width(std::string_view text) {
  int width = 0;
  for_each_character(text, [&](const CodePoint& point, std::string_view) {
    width += point.valid ? width_of(point.value) : 1;
  });
  return width;
}

std::string shortened(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  int used = 0;
  bool open = true;
  for_each_character(text, [&](const CodePoint& point, std::string_view bytes) {
    const int next = point.valid ? width_of(point.value) : 1;
    open = open && used + next <= width - 1;
    if (!open) return;
    out += bytes;
    used += next;
  });
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out + std::string(kEllipsis);
}

std::vector<std::string> wrapped(std::string_view text, int width) {
  std::vector<std::string> lines(1);
  int used = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    const int wide = display_width(word);
    if (used > 0 && used + 1 + wide > width) {
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) {
      lines.back() += ' ';
      ++used;
    }
    lines.back() += word;
    used += wide;
    at = end + 1;
  }
  return lines;
}

}  // namespace tend::advisor
