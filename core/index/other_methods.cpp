// SPDX-License-Identifier: PostgreSQL
#include "core/index/other_methods.h"

#include <algorithm>
#include <cmath>

namespace tend::index {

namespace {

// Below it the values of a range of pages overlap those of many others, and a scan reads them all.
constexpr double kOrdered = 0.9;
// A range is read whole, 128 pages; with fewer than eight ranges there is little to leave out.
constexpr Pages kLargeTable{8 * 128};
// Rows updated or deleted per row and day, above which new rows fill gaps everywhere and the order
// is lost.
constexpr double kMostChurn = 0.05;

bool stays_in_order(const RelationSnapshot& relation) {
  const WriteRates& rates = relation.writes_per_day;
  return rates.updates + rates.deletes <= kMostChurn * relation.rows;
}

bool fits(const MethodQual& qual, const RelationSnapshot& relation) {
  if (qual.method != Method::kBrin) return true;
  return std::abs(qual.correlation) >= kOrdered && relation.pages >= kLargeTable &&
         stays_in_order(relation);
}

}  // namespace

std::string_view name_of(Method method) {
  return method == Method::kGin ? "gin" : "brin";
}

std::vector<IndexDefinition> other_method_indexes(const RelationAccess& access,
                                                  const RelationSnapshot& relation) {
  std::vector<IndexDefinition> indexes;
  for (const MethodQual& qual : access.other_methods) {
    if (!fits(qual, relation)) continue;
    IndexDefinition index;
    index.relation = relation.id;
    index.relation_name = relation.name;
    index.method = name_of(qual.method);
    index.keys.push_back({.term = qual.term, .opclass = qual.opclass, .collation = ""});
    if (std::find(indexes.begin(), indexes.end(), index) == indexes.end()) {
      indexes.push_back(std::move(index));
    }
  }
  return indexes;
}

bool serves_otherwise(const IndexDefinition& definition, const RelationAccess& access) {
  return std::any_of(access.other_methods.begin(), access.other_methods.end(),
                     [&](const MethodQual& qual) {
                       const KeyPart& key = definition.keys.front();
                       return definition.method == name_of(qual.method) && key.term == qual.term &&
                              key.opclass == qual.opclass;
                     });
}

}  // namespace tend::index
