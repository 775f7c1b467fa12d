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

// The counters of the open brackets, innermost last, and their sum.
class TokenStack {
 public:
  void open() {
    levels_.push_back({});
    add_lasting();
  }
  void close() {
    drop_run();
    drop_lasting();
    levels_.pop_back();
    // A closing bracket too many: a syntax error, left to the parser to report.
    if (levels_.empty()) levels_.push_back({});
  }
  void next_sibling() { drop_run(); }
  void next_statement() {
    drop_run();
    if (levels_.size() == 1) drop_lasting();
  }
  void add_lasting() {
    ++levels_.back().lasting;
    grow();
  }
  void add_token() {
    ++levels_.back().run;
    grow();
  }
  int peak() const { return peak_; }

 private:
  struct Level {
    int run = 0;      // tokens since the last comma
    int lasting = 0;  // the bracket itself and the arms of set operations: commas do not end them
  };

  void grow() { peak_ = std::max(peak_, ++sum_); }
  void drop_run() {
    sum_ -= levels_.back().run;
    levels_.back().run = 0;
  }
  void drop_lasting() {
    sum_ -= levels_.back().lasting;
    levels_.back().lasting = 0;
  }

  std::vector<Level> levels_{1};
  int sum_ = 0;
  int peak_ = 0;
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
    case PG_QUERY__TOKEN__EXCEPT: return stack.add_lasting();
    // One token, two levels: the block and its column. With one, `(select (select` would take 1.5
    // times the stack of any other form.
    case PG_QUERY__TOKEN__SELECT: stack.add_token(); return stack.add_token();
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
  return stack.peak();
}

}  // namespace tend::sql
