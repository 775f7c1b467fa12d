// SPDX-License-Identifier: PostgreSQL
// The range-table items of one query block, read from its FROM clause before anything else of it,
// so that every column reference can be resolved on the one walk over the block.
//
// Tested by tests/unit/workload/complexity_test.cpp.
#pragma once

#include <pg_query/pg_query.pb-c.h>

#include <string_view>
#include <utility>
#include <vector>

namespace tend::workload {

// One table, subquery, function or VALUES list. Views point into the parse tree.
struct FromItem {
  const ProtobufCMessage* source = nullptr;
  std::string_view name;  // its alias, else its own name; empty if it has none
  bool function = false;  // its name is also the name of its column
  bool one_row = false;   // joining it without a condition multiplies nothing
};

// A WITH query whose result is known to be one row; `one_row` of items that refer to it.
struct NamedQuery {
  std::string_view name;
  bool one_row = false;
};

class FromClause {
 public:
  // `visible` are the WITH queries in scope, the innermost last.
  explicit FromClause(const std::vector<NamedQuery>& visible) : visible_(&visible) {}

  void add(const PgQuery__Node& node) { read(node); }
  void add_table(const PgQuery__RangeVar& table);

  const std::vector<FromItem>& items() const { return items_; }

  // Items that USING and NATURAL join. Which one of several on the left has the column cannot be
  // told from the text: it is taken to be the one that brought the column in by an earlier USING,
  // else the one last named.
  const std::vector<std::pair<int, int>>& links() const { return links_; }

  // The same with the first item on the left throughout, which is further from the truth but stays
  // where it is when another item is joined in between.
  const std::vector<std::pair<int, int>>& steady_links() const { return steady_links_; }

  // Aliases of parenthesised joins, with the first item inside.
  const std::vector<std::pair<std::string_view, int>>& join_aliases() const { return aliases_; }

  // Columns compared by USING and NATURAL; the latter counts as one.
  int merged_columns() const { return merged_columns_; }

 private:
  void read(const PgQuery__Node& node);
  void read_join(const PgQuery__Node& node);
  void join_by_names(const PgQuery__Node& node, int first, int right);
  int item_count() const { return static_cast<int>(items_.size()); }
  bool is_one_row(std::string_view name) const;

  const std::vector<NamedQuery>* visible_;
  std::vector<FromItem> items_;
  std::vector<std::pair<int, int>> links_;
  std::vector<std::pair<int, int>> steady_links_;
  std::vector<std::pair<std::string_view, int>> aliases_;
  std::vector<std::pair<std::string_view, int>> using_columns_;  // and the item it came with
  int merged_columns_ = 0;
};

// Whether a query gives exactly one row whatever the data: no FROM, or aggregates without GROUP BY.
bool gives_one_row(const PgQuery__SelectStmt& select);

}  // namespace tend::workload
