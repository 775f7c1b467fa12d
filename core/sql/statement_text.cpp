// SPDX-License-Identifier: PostgreSQL
#include "core/sql/statement_text.h"

#include <pg_query/pg_query.pb-c.h>

#include <vector>

#include "core/sql/libpg_query.h"
#include "core/sql/parse_tree.h"
#include "core/sql/placeholders.h"
#include "core/sql/script_lexer.h"

namespace tend::sql {
namespace {

Result<std::string> deparsed(const PgQuery__ParseResult& root) {
  std::vector<uint8_t> packed(pg_query__parse_result__get_packed_size(&root));
  pg_query__parse_result__pack(&root, packed.data());
  const DeparseResult result(pg_query_deparse_protobuf(
      {.len = packed.size(), .data = reinterpret_cast<char*>(packed.data())}));
  if (result->error != nullptr) return syntax_failure(result->error);
  return std::string(result->query);
}

// Null if the statement holds no other.
PgQuery__Node* held_statement(const PgQuery__Node& statement) {
  switch (statement.node_case) {
    case PG_QUERY__NODE__NODE_PREPARE_STMT: return statement.prepare_stmt->query;
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT: return statement.declare_cursor_stmt->query;
    default: return nullptr;
  }
}

}  // namespace

Result<std::string> fingerprint(std::string_view sql) {
  // The library fingerprints an empty text and several statements too; neither identifies a query.
  const Result<ParseTree> tree = ParseTree::parse_one(sql);
  if (!tree.ok()) return tree.failure();
  const FingerprintResult result(pg_query_fingerprint(std::string(sql).c_str()));
  if (result->error != nullptr) return syntax_failure(result->error);
  return std::string(result->fingerprint_str);
}

Result<std::string> repair_placeholders(std::string_view sql) {
  const Result<std::string> cast = cast_typed_placeholders(sql);
  if (cast.ok() && *cast != sql) return cast;
  const Result<ParseTree> tree = ParseTree::parse_one(sql);
  if (!tree.ok()) return tree.failure();
  return deparsed(tree->root());
}

Result<std::string> planned_statement(std::string_view sql) {
  const Result<ParseTree> tree = ParseTree::parse_one(sql);
  if (!tree.ok()) return tree.failure();
  PgQuery__Node* const held = held_statement(tree->statement(0));
  if (held == nullptr) return std::string(sql);
  PgQuery__RawStmt raw = PG_QUERY__RAW_STMT__INIT;
  raw.stmt = held;
  PgQuery__RawStmt* statements[] = {&raw};
  PgQuery__ParseResult alone = PG_QUERY__PARSE_RESULT__INIT;
  alone.version = tree->root().version;
  alone.n_stmts = 1;
  alone.stmts = statements;
  return deparsed(alone);
}

std::string without_literals(std::string_view sql) {
  std::string kept;
  bool after_literal = false;  // a doubled quote reads as two of them side by side
  for (ScriptLexer lexer(sql); !lexer.at_end();) {
    const Piece piece = lexer.next();
    const bool is_literal = piece.kind == PieceKind::kQuoted && piece.text.front() != '"';
    if (!is_literal) kept += piece.text;
    if (is_literal && !after_literal) kept += "'...'";
    after_literal = is_literal;
  }
  return kept;
}

}  // namespace tend::sql
