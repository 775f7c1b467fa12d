// SPDX-License-Identifier: PostgreSQL
// Text as it meets a screen: valid UTF-8, no control characters, and how wide it is.
//
// Names, query texts and server messages come from outside and are printed to terminals; all of
// them pass through printable() first.
//
// Tested by tests/advisor/hostile.t.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tend::advisor {

// The text with every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

// Valid UTF-8 in which no character moves the cursor or changes the terminal: control characters
// (C0, DEL, C1) become \xNN, the invisible marks that reorder text (U+202A to U+202E, U+2066 to
// U+2069) become \uNNNN.
std::string printable(std::string_view text);

// The text in one line: runs of white space become one space, the ends are trimmed.
std::string one_line(std::string_view text);

// Columns that a printable text takes on a terminal: 2 for East Asian wide characters and emoji, 0
// for combining marks, else 1.
int display_width(std::string_view text);

// The text cut to at most `width` columns, the last of them an ellipsis if anything was cut.
// REQUIRES: width >= 1.
std::string shortened(std::string_view text, int width);

// The text broken at spaces into lines of at most `width` columns; longer words stay whole.
std::vector<std::string> wrapped(std::string_view text, int width);

}  // namespace tend::advisor
