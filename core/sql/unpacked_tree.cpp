// SPDX-License-Identifier: PostgreSQL
#include "core/sql/unpacked_tree.h"

#include <pg_query/pg_query.pb-c.h>

#include <cstddef>
#include <cstdint>

#include "core/sql/message_copy.h"

namespace tend::sql {
namespace {

// Who takes what this thread parses; null when the library's bytes are wanted.
thread_local UnpackedTree* taker = nullptr;

}  // namespace

UnpackedTree::UnpackedTree(std::pmr::memory_resource& arena) : arena_(arena) {
  taker = this;
}

UnpackedTree::~UnpackedTree() {
  taker = nullptr;
}

const PgQuery__ParseResult* UnpackedTree::root() const {
  if (failure_ != nullptr) std::rethrow_exception(failure_);
  return root_;
}

void UnpackedTree::take(const PgQuery__ParseResult& tree) noexcept {
  try {
    root_ = reinterpret_cast<const PgQuery__ParseResult*>(copy_message(tree.base, arena_));
  } catch (...) {
    failure_ = std::current_exception();
  }
}

}  // namespace tend::sql

// The names are those that the linker's --wrap gives; calls from here reach the library's own.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" std::size_t __wrap_pg_query__parse_result__get_packed_size(
    const PgQuery__ParseResult* tree) {
  if (tend::sql::taker == nullptr) return pg_query__parse_result__get_packed_size(tree);
  tend::sql::taker->take(*tree);
  return 0;
}

extern "C" std::size_t __wrap_pg_query__parse_result__pack(const PgQuery__ParseResult* tree,
                                                           std::uint8_t* bytes) {
  if (tend::sql::taker == nullptr) return pg_query__parse_result__pack(tree, bytes);
  return 0;
}
// NOLINTEND(bugprone-reserved-identifier)
