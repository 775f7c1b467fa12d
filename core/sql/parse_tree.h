// SPDX-License-Identifier: PostgreSQL
// A parsed text: owner of libpg_query's tree, a value that moves and cannot leak.
//
// Only core/sql and core/workload look into the tree; they include walk.h beside this header.
//
// Tested by tests/unit/sql/parse_tree_test.cpp.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <utility>

#include "core/base/result.h"

struct PgQuery__ParseResult;
struct PgQuery__Node;

namespace tend::sql {

class ParseTree {
 public:
  // Checks (text_guard.h) and parses a text of any number of statements.
  // Fails as check_text does, and with kSyntaxError, whose detail names the character.
  static Result<ParseTree> parse(std::string_view sql);

  // As parse, and fails with kSyntaxError unless the text holds exactly one statement.
  static Result<ParseTree> parse_one(std::string_view sql);

  // Statements in the text; 0 for one that is empty or all comment.
  std::size_t statement_count() const;

  // The tree; lives as long as this object.
  const PgQuery__ParseResult& root() const { return *root_; }

  // The node of statement `index`. REQUIRES: index < statement_count().
  const PgQuery__Node& statement(std::size_t index) const;

 private:
  // All nodes are taken from one arena: half the time of an allocation for each, and nothing to
  // walk, and so no stack to use, when the tree is let go.
  using Arena = std::pmr::monotonic_buffer_resource;

  ParseTree(std::unique_ptr<Arena> arena, const PgQuery__ParseResult* root)
      : arena_(std::move(arena)), root_(root) {}

  std::unique_ptr<Arena> arena_;
  const PgQuery__ParseResult* root_;
};

}  // namespace tend::sql
