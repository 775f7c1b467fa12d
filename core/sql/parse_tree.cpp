// SPDX-License-Identifier: PostgreSQL
#include "core/sql/parse_tree.h"

#include <pg_query/pg_query.pb-c.h>

#include <string>

#include "core/sql/libpg_query.h"
#include "core/sql/text_guard.h"
#include "core/sql/unpacked_tree.h"

namespace tend::sql {

namespace {

// Memory of a tree per byte of its text: an ordinary statement of 200 bytes has some 12 kB of tree.
constexpr std::size_t kTreeBytesPerTextByte = 64;

}  // namespace

Result<ParseTree> ParseTree::parse(std::string_view sql) {
  if (Outcome safe = check_text(sql); !safe.ok()) return safe.failure();
  auto arena = std::make_unique<Arena>((sql.size() + 1) * kTreeBytesPerTextByte);
  UnpackedTree tree(*arena);
  const ProtobufParseResult parsed(pg_query_parse_protobuf(std::string(sql).c_str()));
  if (parsed->error != nullptr) return syntax_failure(parsed->error);
  return ParseTree(std::move(arena), tree.root());
}

Result<ParseTree> ParseTree::parse_one(std::string_view sql) {
  Result<ParseTree> tree = parse(sql);
  if (!tree.ok() || tree->statement_count() == 1) return tree;
  if (tree->statement_count() == 0) {
    return Failure{FailureCode::kSyntaxError, "no SQL statement in the text", {}, {}, {}};
  }
  return Failure{FailureCode::kSyntaxError,
                 "more than one SQL statement in the text",
                 "It has " + std::to_string(tree->statement_count()) + " statements.",
                 "Pass them one at a time.",
                 {}};
}

std::size_t ParseTree::statement_count() const {
  return root_->n_stmts;
}

const PgQuery__Node& ParseTree::statement(std::size_t index) const {
  return *root_->stmts[index]->stmt;
}

}  // namespace tend::sql
