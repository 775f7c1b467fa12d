// SPDX-License-Identifier: PostgreSQL
#include "core/index/index_bloat.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/index/number_text.h"
#include "core/index/surplus.h"

namespace tend::index {

namespace {

// A B-tree filled in random order settles at 70 % of its leaf space, 1.3 times what a build writes;
// twice that is more than a rebuild wins back for a few days only.
constexpr double kBloatFactor = 2;
// Below it a rebuild is not worth a look.
constexpr Bytes kBloatFloor{10 * 1024 * 1024};
// What ANALYZE reads at the default target: 300 rows for each of 100 buckets (analyze.c).
constexpr double kSampledRows = 30000;

// A part without an estimate is as it should be.
Pages fresh_pages(const IndexPart& part) {
  if (!part.shape) return part.pages;
  BtreeShape shape = *part.shape;
  shape.distinct_keys = most_distinct(shape.distinct_keys, shape.entries);
  return estimate_btree_size(shape).pages;
}

Pages fresh_pages(const CatalogIndex& index) {
  Pages pages;
  for (const IndexPart& part : index.parts) pages += fresh_pages(part);
  return pages;
}

bool is_bloated(const CatalogIndex& index) {
  const Bytes real = bytes_of(pages_of(index)), fresh = bytes_of(fresh_pages(index));
  return index.index.valid && !index.being_changed && real >= fresh * kBloatFactor &&
         real - fresh >= kBloatFloor;
}

Finding bloated(const CatalogTable& table, const CatalogIndex& index) {
  const Bytes real = bytes_of(pages_of(index)), fresh = bytes_of(fresh_pages(index));
  Finding found;
  found.kind = FindingKind::kBloated;
  found.relation = table.id;
  found.relation_name = table.name;
  found.index = index.index.name;
  found.evidence = bytes_text(real) + ", a fresh one about " + bytes_text(fresh) +
                   " (estimated at the last VACUUM or ANALYZE)";
  found.safe = true;
  found.ddl = "REINDEX INDEX CONCURRENTLY " + index.index.name;
  found.columns = columns_of(index.index.definition);
  found.reason =
      "Most of its space holds nothing. The rebuild needs room for a second copy and"
      " waits for older transactions to end; there is nothing to undo.";
  return found;
}

}  // namespace

std::vector<Finding> find_bloat(const std::vector<CatalogTable>& tables) {
  std::vector<Finding> found;
  std::set<RelationId> told;  // parts of a partitioned index that is named as a whole
  for (const CatalogTable& table : tables) {
    if (!table.refusal.empty()) continue;
    for (const CatalogIndex& index : table.indexes) {
      if (!index.partitioned || index.attached || !is_bloated(index)) continue;
      found.push_back(bloated(table, index));
      for (const IndexPart& part : index.parts) told.insert(part.id);
    }
  }
  for (const CatalogTable& table : tables) {
    if (!table.refusal.empty()) continue;
    for (const CatalogIndex& index : table.indexes) {
      if (index.partitioned || told.contains(index.index.id) || !is_bloated(index)) continue;
      found.push_back(bloated(table, index));
    }
  }
  return found;
}

// A sample of r of n rows can be off by sqrt(n / r), whatever the estimator: Charikar, Chaudhuri,
// Motwani, Narasayya, "Towards estimation error guarantees for distinct values", PODS 2000.
double most_distinct(double distinct, double entries) {
  const double error = std::sqrt(std::max(1.0, entries / kSampledRows));
  return std::clamp(distinct * error, 1.0, std::max(1.0, entries));
}

}  // namespace tend::index
