// SPDX-License-Identifier: PostgreSQL
// The tree that libpg_query has built, taken before the library packs it into bytes.
//
// Packing and unpacking took two thirds of the time of a parse. The library offers its tree in no
// other form, so the two calls by which it packs are led to this file when it is linked
// (CMakeLists.txt, docs/decisions/0007).
//
// Tested by tests/unit/sql/parse_tree_test.cpp.
#pragma once

#include <exception>
#include <memory_resource>

struct PgQuery__ParseResult;

namespace tend::sql {

// While one lives, what pg_query_parse_protobuf parses in this thread is copied into its arena, and
// the bytes that the library returns are none. One at a time in a thread.
class UnpackedTree {
 public:
  explicit UnpackedTree(std::pmr::memory_resource& arena);
  ~UnpackedTree();
  UnpackedTree(const UnpackedTree&) = delete;
  UnpackedTree& operator=(const UnpackedTree&) = delete;

  // What the last parse built; lives as long as the arena.
  // REQUIRES: pg_query_parse_protobuf returned without an error.
  // Throws std::bad_alloc if there was no memory for the copy.
  const PgQuery__ParseResult* root() const;

  // Called from C in the library's own frames, through which no exception may pass: it is kept.
  void take(const PgQuery__ParseResult& tree) noexcept;

 private:
  std::pmr::memory_resource& arena_;
  const PgQuery__ParseResult* root_ = nullptr;
  std::exception_ptr failure_;
};

}  // namespace tend::sql
