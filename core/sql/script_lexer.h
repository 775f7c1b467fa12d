// SPDX-License-Identifier: PostgreSQL
// The pieces of an SQL script that matter to where its statements end.
//
// Coarser than the server's scanner and without its failures: whatever the text, the pieces in
// order are the whole of it. Follows the lexical rules of the PostgreSQL manual, section 4.1, with
// standard_conforming_strings on, and psql's rule for a backslash.
//
// Tested by tests/unit/sql/split_test.cpp.
#pragma once

#include <cstddef>
#include <string_view>

namespace tend::sql {

enum class PieceKind {
  kGap,        // white space or a comment
  kWord,       // a keyword or a plain identifier
  kQuoted,     // '...', E'...', "...", $tag$...$tag$
  kOpen,       // (
  kClose,      // )
  kSemicolon,  // ; and psql's \;
  kCommand,    // a backslash and the rest of its line, without the line's end
  kOther,      // any other character, one by one
};

struct Piece {
  PieceKind kind = PieceKind::kOther;
  std::string_view text;
};

// Cuts a script into pieces. The script must outlive the lexer and its pieces.
class ScriptLexer {
 public:
  explicit ScriptLexer(std::string_view script) : rest_(script) {}

  bool at_end() const { return rest_.empty(); }

  // The next piece, never empty. An unterminated quote or comment reaches to the end.
  // REQUIRES: !at_end().
  Piece next();

  // Passes over whole lines up to and including the one that is just `\.`, as psql reads the data
  // of COPY ... FROM stdin. Returns what it passed.
  std::string_view skip_copy_data();

 private:
  Piece take(PieceKind kind, std::size_t length);

  std::string_view rest_;
};

}  // namespace tend::sql
