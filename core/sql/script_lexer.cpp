// SPDX-License-Identifier: PostgreSQL
#include "core/sql/script_lexer.h"

#include <algorithm>
#include <string>

namespace tend::sql {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\r\f\v";

bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool continues_word(char c) {
  return starts_word(c) || is_digit(c) || c == '$';
}

// The length up to and including `end`, or of everything if it does not occur from `from` on.
std::size_t length_through(std::string_view text, std::string_view end, std::size_t from) {
  const std::size_t at = text.find(end, from);
  return at == std::string_view::npos ? text.size() : at + end.size();
}

std::size_t line_length(std::string_view text) {
  return std::min(text.find('\n'), text.size());
}

// Comments of this form nest.
std::size_t block_comment_length(std::string_view text) {
  int open = 1;
  std::size_t at = 2;
  while (at < text.size() && open > 0) {
    const std::string_view pair = text.substr(at, 2);
    open += pair == "/*" ? 1 : pair == "*/" ? -1 : 0;
    at += pair == "/*" || pair == "*/" ? 2 : 1;
  }
  return at;
}

// A quoted text that opens at `at`; a doubled quote reads as two texts side by side, which ends in
// the same place. With `escapes` a backslash takes the next character with it.
std::size_t quoted_length(std::string_view text, std::size_t at, char escape) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote) at += text[at] == escape ? 2 : 1;
  return std::min(at + 1, text.size());
}

// 0 if the text does not start with $tag$.
std::size_t dollar_quoted_length(std::string_view text) {
  std::size_t at = 1;
  if (at < text.size() && is_digit(text[at])) return 0;
  while (at < text.size() && (starts_word(text[at]) || is_digit(text[at]))) ++at;
  if (at >= text.size() || text[at] != '$') return 0;
  return length_through(text, text.substr(0, at + 1), at + 1);
}

// 0 if the text does not start with a quote of any kind.
std::size_t any_quoted_length(std::string_view text) {
  constexpr char kNoEscape = '\0';
  const char c = text.front();
  const bool escaped = (c == 'e' || c == 'E') && text.size() > 1 && text[1] == '\'';
  if (escaped) return quoted_length(text, 1, '\\');
  if (c == '\'' || c == '"') return quoted_length(text, 0, kNoEscape);
  return c == '$' ? dollar_quoted_length(text) : 0;
}

// 0 if the text does not start with a gap.
std::size_t gap_length(std::string_view text) {
  if (text.starts_with("--")) return line_length(text);
  if (text.starts_with("/*")) return block_comment_length(text);
  return std::min(text.find_first_not_of(kWhiteSpace), text.size());
}

std::size_t word_length(std::string_view text) {
  if (!starts_word(text.front())) return 0;
  const auto end = std::find_if_not(text.begin(), text.end(), continues_word);
  return static_cast<std::size_t>(end - text.begin());
}

}  // namespace

Piece ScriptLexer::take(PieceKind kind, std::size_t length) {
  const Piece piece{kind, rest_.substr(0, length)};
  rest_.remove_prefix(length);
  return piece;
}

Piece ScriptLexer::next() {
  if (const std::size_t length = gap_length(rest_); length > 0)
    return take(PieceKind::kGap, length);
  if (const std::size_t length = any_quoted_length(rest_); length > 0) {
    return take(PieceKind::kQuoted, length);
  }
  if (const std::size_t length = word_length(rest_); length > 0) {
    return take(PieceKind::kWord, length);
  }
  switch (rest_.front()) {
    case '(': return take(PieceKind::kOpen, 1);
    case ')': return take(PieceKind::kClose, 1);
    case ';': return take(PieceKind::kSemicolon, 1);
    case '\\':
      if (rest_.starts_with("\\;")) return take(PieceKind::kSemicolon, 2);
      return take(PieceKind::kCommand, line_length(rest_));
    default: return take(PieceKind::kOther, 1);
  }
}

std::string_view ScriptLexer::skip_copy_data() {
  const std::string_view before = rest_;
  while (!rest_.empty()) {
    std::string_view line = take(PieceKind::kOther, line_length(rest_)).text;
    if (!rest_.empty()) take(PieceKind::kOther, 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line == "\\.") break;
  }
  return before.substr(0, before.size() - rest_.size());
}

}  // namespace tend::sql
