// SPDX-License-Identifier: PostgreSQL
// Many rows of one table as a single query parameter: an array of the table's row type. One bulk
// statement (insert into T select * from unnest($1)) is an order of magnitude cheaper than a
// statement a row.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/boundary/text.h"

namespace tend::ext {

class RowBatch {
 public:
  // A cell is converted to its column's type: numbers to any numeric type or oid, text to text or
  // name. monostate is NULL.
  using Cell = std::variant<std::monostate, double, int64, bool, std::string, std::vector<double>>;

  // `table` is a table of the schema tend.
  explicit RowBatch(const char* table);

  // Cells in the order of the table's columns, all of them.
  void add(const std::vector<Cell>& row);

  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }
  Value array() const;

 private:
  Oid row_type_;
  TupleDesc columns_;
  std::vector<Datum> rows_;
};

}  // namespace tend::ext
