// SPDX-License-Identifier: PostgreSQL
// The schema that the complexity bench plans against: fourteen tables of a shop, some indexes,
// rows made by generate_series from each row's number, so that every run has the same data.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace tend::bench {

struct Table {
  std::string_view name;
  int rows = 0;
  // The foreign key columns, each named for the table that it refers to: `customers_id`.
  std::vector<std::string_view> parents;
  std::string_view indexed;  // columns with an index besides the primary key, or empty
};

// Every table also has id (the primary key), code, name, amount, quantity, state, made_at, flag.
inline const std::vector<Table>& shop_tables() {
  static const std::vector<Table> tables{
      {"regions", 20, {}, ""},
      {"categories", 100, {}, "code"},
      {"suppliers", 500, {"regions"}, "regions_id"},
      {"warehouses", 40, {"regions"}, ""},
      {"employees", 800, {"warehouses"}, "warehouses_id"},
      {"customers", 20000, {"regions"}, "regions_id, state"},
      {"addresses", 25000, {"customers", "regions"}, "customers_id"},
      {"products", 5000, {"categories", "suppliers"}, "categories_id"},
      {"stock", 20000, {"products", "warehouses"}, "products_id"},
      {"orders", 40000, {"customers", "employees", "addresses"}, "customers_id, made_at"},
      {"order_lines", 80000, {"orders", "products"}, "orders_id"},
      {"payments", 40000, {"orders"}, "orders_id"},
      {"shipments", 30000, {"orders", "warehouses"}, ""},
      {"reviews", 20000, {"products", "customers"}, "products_id, made_at"},
  };
  return tables;
}

inline constexpr std::string_view kSchema = "bench_complexity";

// The statements that make and fill the schema, in order.
inline std::vector<std::string> schema_statements() {
  const std::string schema(kSchema);
  std::vector<std::string> statements{"drop schema if exists " + schema + " cascade",
                                      "create schema " + schema, "set search_path = " + schema};
  for (const Table& table : shop_tables()) {
    const std::string name(table.name);
    std::string columns = "id int primary key";
    std::string values = "i";
    for (const std::string_view parent : table.parents) {
      columns += ", " + std::string(parent) + "_id int";
      // A row refers to a parent near its own share of the range: correlated, as real keys are.
      values +=
          ", 1 + (i * 7919::bigint + i / 3) % (select count(*) from " + std::string(parent) + ")";
    }
    columns +=
        ", code text, name text, amount numeric, quantity int, state text, made_at timestamp"
        ", flag boolean";
    values +=
        ", 'c' || i % 1000, 'name ' || i, (i * 37 % 10000) / 100.0, i % 50"
        ", (array['new','open','paid','sent','done'])[1 + (i % 7) % 5]"
        ", timestamp '2024-01-01' + i * interval '11 minutes', i % 9 = 0";
    statements.push_back("create table " + name + " (" + columns + ")");
    statements.push_back("insert into " + name + " select " + values + " from generate_series(1, " +
                         std::to_string(table.rows) + ") i");
    if (!table.indexed.empty()) {
      statements.push_back("create index on " + name + " (" + std::string(table.indexed) + ")");
    }
  }
  statements.push_back("analyze");
  return statements;
}

}  // namespace tend::bench
