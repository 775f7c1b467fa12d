// SPDX-License-Identifier: PostgreSQL
#include "core/index/index_guard.h"

#include <algorithm>
#include <set>

namespace tend::index {

namespace {

// "(a IS NOT NULL)" holds for every row that a check of the key looks for.
bool holds_for_key(const std::string& predicate, const ForeignKey& key) {
  return predicate.empty() ||
         std::any_of(key.columns.begin(), key.columns.end(), [&](const IndexTerm& column) {
           return predicate == "(" + column.text + " IS NOT NULL)";
         });
}

}  // namespace

std::string guard_of(const CatalogIndex& index) {
  if (index.roles.primary) return "it is the primary key";
  if (index.roles.exclusion) return "it enforces an exclusion constraint";
  if (index.roles.referenced) return "a foreign key refers to it";
  if (index.index.definition.unique) return "it enforces uniqueness";
  if (index.roles.constraint) return "it belongs to a constraint";
  if (index.roles.replica_identity) return "it is the table's replica identity";
  if (index.roles.clustered) return "the table is clustered on it";
  return index.attached ? "it is part of a partitioned index" : "";
}

bool serves(const CatalogIndex& index, const ForeignKey& key) {
  const IndexDefinition& definition = index.index.definition;
  const std::size_t count = key.columns.size();
  if (!index.index.valid || definition.keys.size() < count) return false;
  if (definition.method != "btree" && definition.method != "hash") return false;
  if (!holds_for_key(definition.predicate, key)) return false;
  std::set<std::string> wanted, leading;
  for (std::size_t i = 0; i < count; ++i) {
    if (!definition.keys[i].opclass.empty() || !definition.keys[i].collation.empty()) return false;
    wanted.insert(key.columns[i].text);
    leading.insert(definition.keys[i].term.text);
  }
  return wanted == leading;
}

}  // namespace tend::index
