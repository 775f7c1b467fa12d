// SPDX-License-Identifier: PostgreSQL
// Which items of a query block are joined by which predicates: scopes of names, and the references
// made inside each conjunct.
//
// A conjunct (of WHERE or ON) that names columns of two items links them; a LATERAL subquery or
// function that names another item is linked with it. A column without a qualifier may belong to
// any item: a conjunct that has one may link what it does not name. Those are counted apart, and
// where they are enough to join all parts of a block, the block is taken to be joined: a doubtful
// text is never called a cartesian product.
//
// Tested by tests/unit/workload/complexity_test.cpp.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/workload/from_clause.h"
#include "core/workload/join_graph.h"

namespace tend::workload {

// One query block with its predicates read.
struct QueryBlock {
  JoinGraph joins;         // the block's items as its text joins them
  bool cartesian = false;  // two parts of more than one row each, joined by nothing

  // The items that the planner orders together, and the links it knows: with those of EXISTS and IN
  // subqueries, which it turns into joins, and those that follow from a = b and b = c. It grows
  // with every predicate, item and subquery that is added.
  JoinGraph search;
  int possible_links = 0;  // links that unqualified columns may make, in `search`
};

// The references met inside one conjunct or FROM item.
struct ReferenceScope {
  std::vector<int> items;     // of the block, each once
  std::vector<int> attached;  // first items, in the block's search graph, of subqueries
  int unqualified = 0;        // columns
};

// Called in the order of a walk over the tree; blocks nest, and so do scopes.
class LinkFinder {
 public:
  void open_block(const FromClause& from);
  // REQUIRES: a block is open; all its scopes are closed.
  QueryBlock close_block();

  // The block just closed belongs to an EXISTS or IN of the innermost block's open scope, if any.
  void attach(const QueryBlock& subquery);

  // The innermost block's item that is read from `source`, if it is one.
  std::optional<int> item_at(const ProtobufCMessage& source);

  // Until close_scope, references to the innermost block's items belong together, with `item`
  // where given. REQUIRES: the innermost block has no open scope.
  void open_scope(std::optional<int> item);
  void close_scope();
  bool block_is_open() const { return !blocks_.empty(); }
  bool scope_is_open() const { return blocks_.back().scope.has_value(); }

  // A column reference: `item.column`, or a column alone.
  void refer_to_item(std::string_view item);
  void refer_to_column(std::string_view column);

  // A comparison inside the open scope, if any, says that two columns are equal.
  struct Column {
    std::string_view item;
    std::string_view name;
    bool operator==(const Column&) const = default;
  };
  void equate(const Column& a, const Column& b);

 private:
  struct ItemColumn {
    int item = 0;
    std::string_view name;
    bool operator==(const ItemColumn&) const = default;
  };
  using EqualColumns = std::vector<ItemColumn>;
  struct Block {
    std::vector<FromItem> items;
    JoinGraph joins;
    JoinGraph search;
    std::vector<EqualColumns> equal;  // disjoint
    int possible_links = 0;           // components that unqualified columns may join
    int attached_possible_links = 0;  // those inside attached subqueries
    std::optional<ReferenceScope> scope;
    std::size_t next_item = 0;  // items are met in their order
    std::size_t first_symbol = 0;
  };
  struct Symbol {
    std::string_view name;
    std::size_t block = 0;
    int item = 0;
    std::optional<std::size_t> hidden;  // the outer symbol of the same name
  };

  void declare(std::string_view name, int item);
  const Symbol* find(std::string_view name) const;
  void note(const Symbol& symbol);
  static void make_equal(Block& block, const ItemColumn& a, const ItemColumn& b);
  void forget_names(std::size_t first);

  std::vector<Block> blocks_;
  std::vector<Symbol> symbols_;
  std::unordered_map<std::string_view, std::size_t> innermost_;  // symbol of each name
};

}  // namespace tend::workload
