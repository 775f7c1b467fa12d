// SPDX-License-Identifier: PostgreSQL
#include "core/index/findings.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/index/index_bloat.h"
#include "core/index/surplus.h"
#include "core/index/unserved_key.h"

namespace tend::index {

namespace {

bool comes_before(const Finding& a, const Finding& b) {
  return std::tie(a.relation_name, a.index, a.kind, a.ddl) <
         std::tie(b.relation_name, b.index, b.kind, b.ddl);
}

}  // namespace

std::string_view name_of(FindingKind kind) {
  switch (kind) {
    case FindingKind::kUnused: return "unused";
    case FindingKind::kDuplicate: return "duplicate";
    case FindingKind::kRedundant: return "redundant";
    case FindingKind::kInvalid: return "invalid";
    case FindingKind::kMissingForeignKey: return "missing_fk";
    case FindingKind::kBloated: return "bloated";
  }
  return "unknown";
}

std::vector<Finding> find_index_faults(const IndexCatalog& catalog, Seconds unused_after,
                                       const NameIsFree& is_name_free) {
  std::vector<Finding> found;
  std::set<std::string> to_drop;
  const auto add = [&](std::vector<Finding> more) {
    std::move(more.begin(), more.end(), std::back_inserter(found));
  };
  const std::set<RelationId> stand_ins = parts_that_stand_in(catalog, unused_after);
  const SurplusRules rules{catalog.span, unused_after, catalog.foreign_keys, stand_ins};
  for (const CatalogTable& table : catalog.tables) {
    if (table.refusal.empty()) add(find_surplus(table, rules));
  }
  for (const Finding& each : found) {
    if (!each.ddl.empty()) to_drop.insert(each.index);
  }
  add(find_unserved_keys(catalog, is_name_free));
  std::vector<Finding> bloat = find_bloat(catalog.tables);
  // What is to be dropped is not rebuilt first.
  std::erase_if(bloat, [&](const Finding& each) { return to_drop.contains(each.index); });
  add(std::move(bloat));
  std::sort(found.begin(), found.end(), comes_before);
  return found;
}

}  // namespace tend::index
