// SPDX-License-Identifier: PostgreSQL
// Tables with indexes for the tests of findings, in as few words as each test needs.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "core/index/findings.h"

namespace tend::index::test {

inline constexpr Seconds kDay{86400};
inline constexpr Seconds kMonth{30 * 86400};

// A key part of the column; its number is that of the letter, so that "a" is 1.
inline KeyPart key_on(const std::string& column) {
  KeyPart key;
  const int number = column.front() - 'a' + 1;
  key.term = {number, column, {number}};
  return key;
}

// A valid B-tree of 800 kB, scanned once, on columns that are named by one letter each: "a b".
inline CatalogIndex index_on(std::uint32_t id, const std::string& name,
                             const std::string& columns) {
  CatalogIndex made;
  made.index.id = RelationId{id};
  made.index.name = "public." + name;
  made.index.definition.relation = RelationId{100};
  made.index.definition.relation_name = "public.t";
  std::istringstream words(columns);
  for (std::string column; words >> column;) {
    made.index.definition.keys.push_back(key_on(column));
  }
  made.statement = "CREATE INDEX " + name + " ON public.t USING btree (" + columns + ")";
  made.parts = {{RelationId{id}, Pages(100), {.scans = 1, .watched = {}}, {}}};
  return made;
}

inline CatalogIndex unique_on(std::uint32_t id, const std::string& name,
                              const std::string& columns) {
  CatalogIndex made = index_on(id, name, columns);
  made.index.definition.unique = true;
  return made;
}

// Never scanned, and watched for all of the time.
inline CatalogIndex idle(CatalogIndex index, Seconds watched = kMonth * 3) {
  for (IndexPart& part : index.parts) {
    part.use.scans = 0;
    part.use.watched = WatchedUse{watched, true, 0, {}};
  }
  return index;
}

inline ForeignKey key_to_parent(const std::vector<std::string>& columns) {
  ForeignKey key;
  key.name = "t_fkey";
  key.child = RelationId{100};
  key.parent = RelationId{200};
  key.parent_name = "public.parent";
  for (const std::string& column : columns) key.columns.push_back(key_on(column).term);
  key.parent_writes_per_day.deletes = 50;
  return key;
}

// One table of 1,000 pages; counters and history of three months, a sample a minute ago.
inline IndexCatalog catalog_of(std::vector<CatalogIndex> indexes,
                               std::vector<ForeignKey> keys = {}) {
  IndexCatalog catalog;
  CatalogTable table;
  table.id = table.root = RelationId{100};
  table.name = "public.t";
  table.rows = 1e5;
  table.pages = Pages(1000);
  table.indexes = std::move(indexes);
  catalog.tables.push_back(std::move(table));
  catalog.foreign_keys = std::move(keys);
  catalog.span.counting_for = kMonth * 3;
  catalog.span.sampled_ago = Seconds(60);
  catalog.span.history_reaches = kMonth * 3;
  return catalog;
}

inline bool any_name(RelationId, const std::string&) {
  return true;
}

inline std::vector<Finding> findings_in(const IndexCatalog& catalog) {
  return find_index_faults(catalog, kMonth, any_name);
}

// "duplicate public.b" for each finding, "!" after those without ddl, in their order.
inline std::vector<std::string> named(const std::vector<Finding>& findings) {
  std::vector<std::string> names;
  for (const Finding& each : findings) {
    names.push_back(std::string(name_of(each.kind)) + " " + each.index +
                    (each.ddl.empty() ? "!" : ""));
  }
  return names;
}

inline std::vector<std::string> found_in(std::vector<CatalogIndex> indexes,
                                         std::vector<ForeignKey> keys = {}) {
  return named(findings_in(catalog_of(std::move(indexes), std::move(keys))));
}

using Names = std::vector<std::string>;

}  // namespace tend::index::test
