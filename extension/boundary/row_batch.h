// SPDX-License-Identifier: PostgreSQL
// Many rows of one table, for one bulk statement, which is an order of magnitude cheaper than a
// statement a row: inserted pages at a time, or as a query parameter, an array of the table's row
// type.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/boundary/text.h"

namespace tend::ext {

class RowBatch {
 public:
  // A cell is converted to its column's type: numbers to any numeric type or oid, text to text or
  // name. monostate is NULL. What it points at is copied by add().
  using Cell = std::variant<std::monostate, double, int64, bool, std::string_view,
                            std::span<const double>, std::span<const int64>>;

  // `table` is a table of the schema tend.
  explicit RowBatch(const std::string& table);

  // Cells in the order of the table's columns, all of them.
  void add(std::initializer_list<Cell> row);

  // The same for a row that takes the place of the one at `old`, if there is one.
  void replace(const std::optional<ItemPointerData>& old, std::initializer_list<Cell> row);

  bool empty() const { return rows_.empty() && replacements_.empty(); }
  Value array() const;
  // Adds the rows to the table pages at a time, as COPY would, past the executor, and puts those
  // that replace others in their place; a row to be replaced that another session changed meanwhile
  // is an error, and so is an index of the table with expressions, a predicate or an exclusion,
  // which only the executor can fill. Statements that follow see all. REQUIRES: the table is no
  // parent of partitions; its triggers are for replicated rows only; the batch is used for nothing
  // else.
  void write() const;

 private:
  Oid table_, row_type_;
  TupleDesc columns_;
  struct Replacement {
    ItemPointerData old;
    HeapTuple row;
  };
  HeapTuple formed(std::initializer_list<Cell> row);
  void add_to(Relation table, CatalogIndexState indexes) const;

  std::vector<HeapTuple> rows_;
  std::vector<Replacement> replacements_;
  std::vector<Datum> values_;  // of the row that is being added
  std::unique_ptr<bool[]> nulls_;
};

}  // namespace tend::ext
