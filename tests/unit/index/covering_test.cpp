// SPDX-License-Identifier: PostgreSQL
#include "core/index/covering.h"

#include <catch2/catch.hpp>

#include "tests/oracle/analytic_models.h"

using namespace tend;
using namespace tend::index;
using namespace tend::index::test;

namespace {

RelationAccess reading_columns(std::vector<int> read, std::vector<int> above) {
  RelationAccess access;
  for (const int number : read) access.columns_read.push_back(column(number));
  access.columns_above = std::move(above);
  return access;
}

std::vector<int> numbers(const std::optional<std::vector<IndexTerm>>& terms) {
  std::vector<int> numbers;
  for (const IndexTerm& term : terms.value_or(std::vector<IndexTerm>{})) {
    numbers.push_back(term.column);
  }
  return numbers;
}

}  // namespace

TEST_CASE("payload is what the statement reads and the keys lack") {
  const TableModel orders = table(1, 1e5, 1000);
  const RelationAccess access = reading_columns({1, 2, 3}, {2, 3});
  CHECK(numbers(missing_payload(access, index_on(orders, {1}))) == std::vector<int>{2, 3});
  CHECK(numbers(missing_payload(access, index_on(orders, {1, 3}))) == std::vector<int>{2});
  CHECK_FALSE(missing_payload(access, index_on(orders, {3, 2, 1})).has_value());
  CHECK(covers(access, index_on(orders, {3, 2, 1})));
  CHECK_FALSE(covers(access, index_on(orders, {3, 2})));
}

TEST_CASE("no index stands in for the whole row or for very many columns") {
  const TableModel orders = table(1, 1e5, 1000);
  RelationAccess whole = reading_columns({1, 2}, {2});
  whole.whole_row = true;
  CHECK_FALSE(missing_payload(whole, index_on(orders, {1})).has_value());
  CHECK_FALSE(covers(whole, index_on(orders, {1, 2})));
  CHECK_FALSE(
      missing_payload(reading_columns({1, 2, 3, 4, 5, 6, 7, 8}, {}), index_on(orders, {1})));
}

TEST_CASE("a column that only the predicate mentions need not be in the index") {
  const TableModel orders = table(1, 1e5, 1000);
  IndexDefinition partial = index_on(orders, {1});
  partial.predicate = "(c2 IS NULL)";
  partial.predicate_columns = {2};
  CHECK(covers(reading_columns({1, 2}, {1}), partial));
  CHECK(numbers(missing_payload(reading_columns({1, 2, 3}, {2, 3}), partial)) ==
        std::vector<int>{2, 3});
}

TEST_CASE("no payload behind a value that many rows have, or behind a unique key") {
  TableModel orders = table(1, 1e5, 1000);
  RelationAccess access = reading_columns({1, 2}, {2});
  access.quals.push_back({.term = column(1),
                          .comparison = Comparison::kEqual,
                          .operand = Operand::kConstant,
                          .selectivity = 0.3,
                          .predicate = ""});
  CHECK(reads_many(access, index_on(orders, {1})));
  CHECK_FALSE(reads_many(access, index_on(orders, {2})));
  access.quals.front().selectivity = 0.2;
  CHECK_FALSE(reads_many(access, index_on(orders, {1})));

  CHECK_FALSE(finds_unique(index_on(orders, {1, 2}), orders.snapshot));
  ExistingIndex key{.name = "orders_pkey", .definition = index_on(orders, {1})};
  key.definition.unique = true;
  orders.snapshot.indexes.push_back(key);
  CHECK(finds_unique(index_on(orders, {1}), orders.snapshot));
  CHECK(finds_unique(index_on(orders, {2, 1}), orders.snapshot));
  CHECK_FALSE(finds_unique(index_on(orders, {2}), orders.snapshot));
}

TEST_CASE("an index with payload that takes half of the table is a copy of it") {
  const TableModel orders = table(1, 1e5, 1000);
  IndexDefinition covering = index_on(orders, {1});
  const HypotheticalSize large{.size = bytes_of(Pages(600)), .entries = 1e5, .height = 2};
  CHECK_FALSE(copies_table(covering, large, orders.snapshot));
  covering.include = {column(2)};
  CHECK(copies_table(covering, large, orders.snapshot));
  CHECK_FALSE(copies_table(covering, {.size = bytes_of(Pages(400)), .entries = 1e5, .height = 2},
                           orders.snapshot));
  // Of a part of the rows, that part's share of the table.
  CHECK(copies_table(covering, {.size = bytes_of(Pages(60)), .entries = 1e4, .height = 1},
                     orders.snapshot));
}

TEST_CASE("index-only scans are expected of tables that stay visible") {
  RelationSnapshot relation = table(1, 1e5, 1000).snapshot;
  relation.all_visible = 0.99;
  CHECK(stays_visible(relation));
  relation.writes_per_day.updates = 1e4;
  CHECK_FALSE(stays_visible(relation));
  relation.writes_per_day.updates = 0;
  relation.all_visible = 0.2;
  CHECK_FALSE(stays_visible(relation));
}
