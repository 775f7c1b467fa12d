// SPDX-License-Identifier: PostgreSQL
#include "core/sql/parse_tree.h"

#include <pg_query/pg_query.pb-c.h>

#include <new>
#include <string>

#include "core/sql/libpg_query.h"
#include "core/sql/text_guard.h"

namespace tend::sql {

namespace {

// Memory of a tree per byte of its text: an ordinary statement of 200 bytes has some 12 kB of tree.
constexpr std::size_t kTreeBytesPerTextByte = 64;

// What protobuf-c calls. It is C: an exception must not pass through it, and it takes a null
// pointer for memory that ran out.
void* take(void* arena, std::size_t size) noexcept {
  try {
    return static_cast<std::pmr::memory_resource*>(arena)->allocate(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void give_back(void*, void*) noexcept {}

}  // namespace

Result<ParseTree> ParseTree::parse(std::string_view sql) {
  if (Outcome safe = check_text(sql); !safe.ok()) return safe.failure();
  const ProtobufParseResult parsed(pg_query_parse_protobuf(std::string(sql).c_str()));
  if (parsed->error != nullptr) return syntax_failure(parsed->error);
  auto arena = std::make_unique<Arena>((sql.size() + 1) * kTreeBytesPerTextByte);
  ProtobufCAllocator allocator{.alloc = take, .free = give_back, .allocator_data = arena.get()};
  const PgQuery__ParseResult* root =
      pg_query__parse_result__unpack(&allocator, parsed->parse_tree.len,
                                     reinterpret_cast<const uint8_t*>(parsed->parse_tree.data));
  // The bytes come from the library itself: what cannot be unpacked is memory that ran out.
  if (root == nullptr) throw std::bad_alloc();
  return ParseTree(std::move(arena), root);
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
