// SPDX-License-Identifier: PostgreSQL
#include "core/sql/text_guard.h"

#include <string>

#include "core/sql/nesting.h"
#include "core/sql/stack_space.h"
#include "core/sql/utf8.h"

namespace tend::sql {
namespace {

// Stack that every caller has: the server checks its own depth against max_stack_depth and keeps
// 512 kB above it (STACK_DEPTH_SLOP), of which our frames and the parser's fixed part take a
// little.
constexpr std::size_t kAssuredStackBytes = 400 * 1024;

// A bound up to this needs no look at the stack.
constexpr std::size_t kAssuredNesting = kAssuredStackBytes / kStackBytesPerNesting;

Failure too_deep(std::string detail) {
  return Failure{FailureCode::kStatementTooDeep,
                 "statement is nested too deeply",
                 std::move(detail),
                 "Break the statement up, or write long chains of operators as lists.",
                 {}};
}

Outcome check_length(std::string_view sql) {
  if (sql.size() <= kMaxStatementBytes) return Done{};
  return Failure{FailureCode::kStatementTooLong,
                 "statement is too long",
                 "It has " + std::to_string(sql.size()) + " bytes; the limit is " +
                     std::to_string(kMaxStatementBytes) + ".",
                 "Pass long lists of values as an array parameter.",
                 {}};
}

Outcome check_depth(std::string_view sql) {
  if (rough_nesting_bound(sql) <= kAssuredNesting) return Done{};
  const Result<int> bound = nesting_bound(std::string(sql));
  if (!bound.ok()) return bound.failure();
  if (*bound > kMaxNestingBound) {
    return too_deep("Its nesting takes up to " + std::to_string(*bound) + " tokens; the limit is " +
                    std::to_string(kMaxNestingBound) + ".");
  }
  const auto nesting = static_cast<std::size_t>(*bound);
  if (nesting <= kAssuredNesting) return Done{};
  if (stack_space().value_or(0) < nesting * kStackBytesPerNesting) {
    return too_deep("The stack that is left is too small to parse it.");
  }
  return Done{};
}

}  // namespace

Outcome check_encoding(std::string_view sql) {
  const std::size_t at = first_invalid_byte(sql);
  if (at == std::string_view::npos) return Done{};
  const bool nul = sql[at] == '\0';
  return Failure{FailureCode::kInvalidEncoding,
                 nul ? "statement contains a NUL byte" : "statement is not valid UTF-8",
                 "At byte " + std::to_string(at + 1) + ".",
                 "Convert the text to UTF-8.",
                 {}};
}

Outcome check_text(std::string_view sql) {
  if (Outcome encoding = check_encoding(sql); !encoding.ok()) return encoding;
  if (Outcome length = check_length(sql); !length.ok()) return length;
  return check_depth(sql);
}

}  // namespace tend::sql
