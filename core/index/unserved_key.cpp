// SPDX-License-Identifier: PostgreSQL
#include "core/index/unserved_key.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "core/index/index_guard.h"
#include "core/index/number_text.h"
#include "core/index/observe.h"

namespace tend::index {

namespace {

// Pages a day. Below it the checks of a whole day read less than a megabyte.
constexpr double kLeastPagesRead = 100;

const CatalogTable* table_of(const IndexCatalog& catalog, RelationId id) {
  for (const CatalogTable& table : catalog.tables) {
    if (table.id == id) return &table;
  }
  return nullptr;
}

bool has_serving_index(const CatalogTable& table, const ForeignKey& key) {
  return std::any_of(table.indexes.begin(), table.indexes.end(),
                     [&](const CatalogIndex& index) { return serves(index, key); });
}

// By one index of the table, or by an index of each partition.
bool is_served(const IndexCatalog& catalog, const CatalogTable& child, const ForeignKey& key) {
  if (has_serving_index(child, key)) return true;
  if (!child.partitioned) return false;
  bool any = false;
  for (const CatalogTable& table : catalog.tables) {
    if (table.root != child.id || table.partitioned) continue;
    if (!has_serving_index(table, key)) return false;
    any = true;
  }
  return any;
}

IndexDefinition index_for(const ForeignKey& key, const CatalogTable& child) {
  IndexDefinition definition;
  definition.relation = child.id;
  definition.relation_name = child.name;
  for (const IndexTerm& column : key.columns) {
    KeyPart part;
    part.term = column;
    definition.keys.push_back(part);
  }
  return definition;
}

std::string free_name(const IndexDefinition& definition, const NameIsFree& is_free) {
  // More than a table can have indexes of one name with.
  constexpr int kMostAttempts = 1000;
  std::string name;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    name = suggested_name(definition, attempt);
    if (is_free(definition.relation, name)) break;
  }
  return name;
}

// "public.t" -> "public": the schema as it is spelled in the qualified name.
std::string schema_part(const std::string& qualified) {
  bool quoted = false;
  for (std::size_t i = 0; i < qualified.size(); ++i) {
    if (qualified[i] == '"') quoted = !quoted;
    if (qualified[i] == '.' && !quoted) return qualified.substr(0, i + 1);
  }
  return "";
}

std::string evidence_of(const ForeignKey& key, const CatalogTable& child) {
  const WriteRates& parent = key.parent_writes_per_day;
  const WriteRates& own = child.writes_per_day;
  const double may_change_key = std::max(0.0, parent.updates - parent.hot_updates);
  return "foreign key " + key.name + ": " + rate_text(parent.deletes) + " deletes and at most " +
         rate_text(may_change_key) + " key updates a day in " + key.parent_name +
         ", each reading " + bytes_text(bytes_of(child.pages)) + " of " + child.name +
         "; an index would be maintained by " +
         rate_text(own.inserts + std::max(0.0, own.updates - own.hot_updates)) + " writes a day";
}

Finding missing(const ForeignKey& key, const CatalogTable& child, const NameIsFree& is_free) {
  const IndexDefinition definition = index_for(key, child);
  const std::string name = free_name(definition, is_free);
  Finding found;
  found.kind = FindingKind::kMissingForeignKey;
  found.relation = child.id;
  found.relation_name = child.name;
  found.evidence = evidence_of(key, child);
  found.safe = !child.partitioned;
  found.ddl = create_statement(definition, name,
                               child.partitioned ? BuildMode::kPlain : BuildMode::kConcurrently);
  found.undo_ddl = (child.partitioned ? "DROP INDEX " : "DROP INDEX CONCURRENTLY ") +
                   schema_part(child.name) + name;
  found.columns = columns_of(definition);
  found.reason =
      "No index leads with the columns of the foreign key: every delete of a parent row"
      " reads the whole table and holds its locks meanwhile.";
  if (child.partitioned) {
    found.reason +=
        " The index of a partitioned table cannot be built concurrently: build one on"
        " each partition first, or do it when nobody writes.";
  }
  return found;
}

}  // namespace

std::vector<Finding> find_unserved_keys(const IndexCatalog& catalog,
                                        const NameIsFree& is_name_free) {
  std::vector<Finding> found;
  std::map<RelationId, std::set<std::set<std::string>>> named;  // one index serves equal keys
  std::vector<const ForeignKey*> by_deletes;
  for (const ForeignKey& key : catalog.foreign_keys) by_deletes.push_back(&key);
  std::stable_sort(by_deletes.begin(), by_deletes.end(), [](const auto* a, const auto* b) {
    return a->parent_writes_per_day.deletes > b->parent_writes_per_day.deletes;
  });
  for (const ForeignKey* key : by_deletes) {
    const CatalogTable* child = table_of(catalog, key->child);
    if (child == nullptr || !child->refusal.empty() || child->pages < kTinyTable) continue;
    const double pages_read =
        key->parent_writes_per_day.deletes * static_cast<double>(child->pages.value());
    if (pages_read < kLeastPagesRead || is_served(catalog, *child, *key)) continue;
    std::set<std::string> columns;
    for (const IndexTerm& column : key->columns) columns.insert(column.text);
    if (!named[child->id].insert(columns).second) continue;
    found.push_back(missing(*key, *child, is_name_free));
  }
  return found;
}

}  // namespace tend::index
