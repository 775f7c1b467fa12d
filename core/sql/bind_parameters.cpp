// SPDX-License-Identifier: PostgreSQL
// The values come from users, so nothing is trusted: values are quoted, types parsed by themselves,
// and in the end the text must still be the same query.
//
// Tested by tests/unit/sql/bind_parameters_test.cpp.
#include "core/sql/bind_parameters.h"

#include <pg_query/pg_query.pb-c.h>

#include <charconv>
#include <memory>
#include <new>

#include "core/sql/libpg_query.h"
#include "core/sql/parse_tree.h"
#include "core/sql/statement_text.h"
#include "core/sql/text_guard.h"

namespace tend::sql {
namespace {

using Values = std::span<const std::optional<BoundValue>>;

struct FreeTokens {
  void operator()(PgQuery__ScanResult* tokens) const {
    pg_query__scan_result__free_unpacked(tokens, nullptr);
  }
};
using Tokens = std::unique_ptr<PgQuery__ScanResult, FreeTokens>;

// REQUIRES: check_text(sql) was Done.
Result<Tokens> tokens_of(std::string_view sql) {
  const ScanResult scanned(pg_query_scan(std::string(sql).c_str()));
  if (scanned->error != nullptr) return syntax_failure(scanned->error);
  Tokens tokens(pg_query__scan_result__unpack(
      nullptr, scanned->pbuf.len, reinterpret_cast<const uint8_t*>(scanned->pbuf.data)));
  if (tokens == nullptr) throw std::bad_alloc();
  return tokens;
}

// 'text', or E'text' where a backslash must mean itself under either setting.
std::string quoted(std::string_view text) {
  const bool escapes = text.find('\\') != std::string_view::npos;
  std::string out = escapes ? "E'" : "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  return out + "'";
}

// Whether `type` is one type's name and nothing else: NULL::type parses as a single cast.
bool is_type_name(const std::string& type) {
  const Result<ParseTree> tree = ParseTree::parse_one("SELECT (NULL::" + type + ")");
  if (!tree.ok()) return false;
  const PgQuery__Node& statement = tree->statement(0);
  if (statement.node_case != PG_QUERY__NODE__NODE_SELECT_STMT) return false;
  const PgQuery__SelectStmt& select = *statement.select_stmt;
  if (select.n_target_list != 1) return false;
  const PgQuery__Node* value = select.target_list[0]->res_target->val;
  return value->node_case == PG_QUERY__NODE__NODE_TYPE_CAST &&
         value->type_cast->arg->node_case == PG_QUERY__NODE__NODE_A_CONST;
}

Result<std::string> literal_of(const BoundValue& value) {
  if (!is_type_name(value.type)) {
    return Failure{FailureCode::kInvalidParameter,
                   "parameter has a type that cannot be read",
                   "\"" + value.type + "\" is not the name of a type.",
                   {},
                   {}};
  }
  if (!value.text) return "(NULL::" + value.type + ")";
  if (Outcome encoding = check_encoding(*value.text); !encoding.ok()) return encoding.failure();
  return "(" + quoted(*value.text) + "::" + value.type + ")";
}

// The value of the parameter that the token `$n` names; nullptr if there is none.
const BoundValue* value_of(std::string_view token, Values values) {
  std::size_t number = 0;
  std::from_chars(token.data() + 1, token.data() + token.size(), number);
  if (number == 0 || number > values.size() || !values[number - 1]) return nullptr;
  return &*values[number - 1];
}

// The statement with every parameter that has a value replaced by `write` of its token and value.
template <class Write>
Result<std::string> replace_parameters(std::string_view sql, const PgQuery__ScanResult& tokens,
                                       Values values, Write write) {
  std::string out;
  std::size_t copied = 0;
  for (const PgQuery__ScanToken* token : std::span(tokens.tokens, tokens.n_tokens)) {
    if (token->token != PG_QUERY__TOKEN__PARAM) continue;
    const auto start = static_cast<std::size_t>(token->start);
    const auto end = static_cast<std::size_t>(token->end);
    const std::string_view name = sql.substr(start, end - start);
    const BoundValue* value = value_of(name, values);
    if (value == nullptr) continue;
    const Result<std::string> replacement = write(name, *value);
    if (!replacement.ok()) return replacement.failure();
    out += sql.substr(copied, start - copied);
    out += *replacement;
    copied = end;
  }
  out += sql.substr(copied);
  return out;
}

// Whether both texts parse, and to the same query but for constants and parameters.
bool is_same_query(std::string_view a, std::string_view b) {
  const Result<std::string> first = fingerprint(a);
  const Result<std::string> second = fingerprint(b);
  return first.ok() && second.ok() && *first == *second;
}

Failure no_place_for_literals() {
  return Failure{FailureCode::kNotSupported,
                 "parameters cannot be written as literals here",
                 "The statement would not be the same with them.",
                 {},
                 {}};
}

}  // namespace

Result<std::string> bind_parameters(std::string_view sql, Values values) {
  if (Outcome safe = check_text(sql); !safe.ok()) return safe.failure();
  if (const auto original = fingerprint(sql); !original.ok()) return original.failure();
  const Result<Tokens> tokens = tokens_of(sql);
  if (!tokens.ok()) return tokens.failure();
  const auto with = [&](auto write) { return replace_parameters(sql, **tokens, values, write); };

  Result<std::string> bound = with([](auto, const BoundValue& value) { return literal_of(value); });
  if (!bound.ok()) return bound;
  if (Outcome safe = check_text(*bound); !safe.ok()) return safe.failure();
  // In two steps, as a cast of a cast (`$1::text` bound) has another fingerprint than one cast:
  // brackets may stand where the parameters do, and values change nothing once the types are there.
  const auto bracketed = with([](std::string_view name, const BoundValue&) -> Result<std::string> {
    return "(" + std::string(name) + ")";
  });
  const auto typed =
      with([](std::string_view name, const BoundValue& value) -> Result<std::string> {
        return "(" + std::string(name) + "::" + value.type + ")";
      });
  if (is_same_query(sql, *bracketed) && is_same_query(*typed, *bound)) return bound;
  return no_place_for_literals();
}

}  // namespace tend::sql
