// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/covering_test.cpp.
#include "core/index/covering.h"

#include <algorithm>
#include <cstddef>

namespace tend::index {

namespace {

bool holds(const IndexDefinition& definition, const IndexTerm& column) {
  return std::any_of(definition.keys.begin(), definition.keys.end(),
                     [&](const KeyPart& key) { return key.term == column; }) ||
         std::find(definition.include.begin(), definition.include.end(), column) !=
             definition.include.end();
}

// A column that only the predicate mentions need not be in the index: the planner drops clauses
// that the predicate implies before it looks what is left to read.
bool predicate_settles(const RelationAccess& access, const IndexDefinition& definition,
                       const IndexTerm& column) {
  return std::binary_search(definition.predicate_columns.begin(),
                            definition.predicate_columns.end(), column.column) &&
         !std::binary_search(access.columns_above.begin(), access.columns_above.end(),
                             column.column);
}

std::vector<IndexTerm> missing(const RelationAccess& access, const IndexDefinition& definition) {
  std::vector<IndexTerm> missing;
  std::copy_if(access.columns_read.begin(), access.columns_read.end(), std::back_inserter(missing),
               [&](const IndexTerm& column) {
                 return !holds(definition, column) &&
                        !predicate_settles(access, definition, column);
               });
  return missing;
}

}  // namespace

bool stays_visible(const RelationSnapshot& relation) {
  const double changed = relation.writes_per_day.updates + relation.writes_per_day.deletes;
  return relation.all_visible >= kMinAllVisible && changed <= kMaxChurnPerDay * relation.rows;
}

bool reads_many(const RelationAccess& access, const IndexDefinition& definition) {
  return std::any_of(access.quals.begin(), access.quals.end(), [&](const Qual& qual) {
    return qual.comparison == Comparison::kEqual && qual.operand != Operand::kJoin &&
           qual.term == definition.keys.front().term && qual.selectivity > kManyRows;
  });
}

bool finds_unique(const IndexDefinition& definition, const RelationSnapshot& relation) {
  const auto is_key = [&](const KeyPart& wanted) {
    return std::any_of(definition.keys.begin(), definition.keys.end(),
                       [&](const KeyPart& key) { return key.term == wanted.term; });
  };
  return std::any_of(relation.indexes.begin(), relation.indexes.end(),
                     [&](const ExistingIndex& index) {
                       const IndexDefinition& unique = index.definition;
                       return index.valid && unique.unique && unique.predicate.empty() &&
                              std::all_of(unique.keys.begin(), unique.keys.end(), is_key);
                     });
}

std::optional<std::vector<IndexTerm>> missing_payload(const RelationAccess& access,
                                                      const IndexDefinition& definition) {
  if (access.whole_row) return std::nullopt;
  std::vector<IndexTerm> payload = missing(access, definition);
  if (payload.empty() || payload.size() > kMaxPayload) return std::nullopt;
  return payload;
}

bool copies_table(const IndexDefinition& definition, const HypotheticalSize& size,
                  const RelationSnapshot& relation) {
  if (definition.include.empty() || relation.rows <= 0) return false;
  const double share = std::min(size.entries / relation.rows, 1.0);
  return size.size > bytes_of(relation.pages) * (kMaxCoveringShare * share);
}

bool covers(const RelationAccess& access, const IndexDefinition& definition) {
  return !access.whole_row && !access.columns_read.empty() && missing(access, definition).empty();
}

}  // namespace tend::index
