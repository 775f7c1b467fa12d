// SPDX-License-Identifier: PostgreSQL
#include "core/sql/nesting.h"

#include <pg_query/pg_query.pb-c.h>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "core/sql/libpg_query.h"

namespace tend::sql {
namespace {

struct FreeTokens {
  void operator()(PgQuery__ScanResult* tokens) const {
    pg_query__scan_result__free_unpacked(tokens, nullptr);
  }
};

// The open brackets, innermost last, and what is known of the depth inside each.
class TokenStack {
 public:
  void open() { levels_.push_back({}); }
  void close() {
    const int depth = 1 + levels_.back().depth();
    levels_.pop_back();
    // A closing bracket too many is a syntax error, left to the parser to report.
    if (levels_.empty()) levels_.push_back({});
    levels_.back().group = std::max(levels_.back().group, depth);
  }
  void next_sibling() { levels_.back().end_run(); }
  void next_statement() {
    next_sibling();
    if (levels_.size() > 1) return;
    deepest_ = std::max(deepest_, levels_.back().depth());
    levels_.back() = {};
  }
  void add_token() { ++levels_.back().run; }
  void add_lasting() { ++levels_.back().lasting; }

  // After the last token.
  int depth() {
    while (levels_.size() > 1) close();
    return std::max(deepest_, levels_.back().depth());
  }

 private:
  struct Level {
    int run = 0;      // tokens since the last comma, before and behind brackets
    int group = 0;    // depth of the deepest bracket since the last comma
    int deepest = 0;  // of the runs before the last comma
    int lasting = 0;  // what no comma ends: the words that begin a query

    void end_run() {
      deepest = std::max(deepest, run + group);
      run = group = 0;
    }
    int depth() const { return lasting + std::max(deepest, run + group); }
  };

  std::vector<Level> levels_{1};
  int deepest_ = 0;  // of the statements before the last semicolon
};

void count(TokenStack& stack, PgQuery__Token token) {
  switch (token) {
    case PG_QUERY__TOKEN__SQL_COMMENT:
    case PG_QUERY__TOKEN__C_COMMENT: return;
    case PG_QUERY__TOKEN__ASCII_40:  // (
    case PG_QUERY__TOKEN__ASCII_91:  // [
      return stack.open();
    case PG_QUERY__TOKEN__ASCII_41:  // )
    case PG_QUERY__TOKEN__ASCII_93:  // ]
      return stack.close();
    case PG_QUERY__TOKEN__ASCII_44:  // ,
      return stack.next_sibling();
    case PG_QUERY__TOKEN__ASCII_59:  // ;
      return stack.next_statement();
    case PG_QUERY__TOKEN__UNION:
    case PG_QUERY__TOKEN__INTERSECT:
    case PG_QUERY__TOKEN__EXCEPT:
    case PG_QUERY__TOKEN__VALUES:
    case PG_QUERY__TOKEN__INSERT:
    case PG_QUERY__TOKEN__UPDATE:
    case PG_QUERY__TOKEN__DELETE_P: return stack.add_lasting();
    // One token, two levels: the block and its column. With one, `(select (select` would take 1.5
    // times the stack of any other form.
    case PG_QUERY__TOKEN__SELECT: stack.add_lasting(); return stack.add_lasting();
    default: return stack.add_token();
  }
}

enum class ByteKind : unsigned char { kSpace, kDigit, kLetter, kSymbol };

constexpr ByteKind kind_of(unsigned char byte) {
  if (byte <= ' ') return ByteKind::kSpace;
  if (byte >= '0' && byte <= '9') return ByteKind::kDigit;
  const unsigned char lower = byte | 0x20;
  const bool letter = (lower >= 'a' && lower <= 'z') || byte == '_' || byte >= 0x80;
  return letter ? ByteKind::kLetter : ByteKind::kSymbol;
}

}  // namespace

std::size_t rough_nesting_bound(std::string_view sql) {
  std::size_t tokens = 0;
  ByteKind before = ByteKind::kSpace;
  for (const char c : sql) {
    const ByteKind kind = kind_of(static_cast<unsigned char>(c));
    const bool begins = kind == ByteKind::kSymbol || (kind != ByteKind::kSpace && kind != before);
    // A word with an S may be SELECT, which counts twice.
    const bool select = begins && (c == 's' || c == 'S');
    tokens += begins + select;
    before = kind;
  }
  return tokens;
}

Result<int> nesting_bound(const std::string& sql) {
  const ScanResult scanned(pg_query_scan(sql.c_str()));
  if (scanned->error != nullptr) return syntax_failure(scanned->error);
  const std::unique_ptr<PgQuery__ScanResult, FreeTokens> tokens(pg_query__scan_result__unpack(
      nullptr, scanned->pbuf.len, reinterpret_cast<const uint8_t*>(scanned->pbuf.data)));
  if (tokens == nullptr) throw std::bad_alloc();
  TokenStack stack;
  for (const PgQuery__ScanToken* token : std::span(tokens->tokens, tokens->n_tokens)) {
    count(stack, token->token);
  }
  return stack.depth();
}

}  // namespace tend::sql
