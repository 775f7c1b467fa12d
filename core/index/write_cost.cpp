// SPDX-License-Identifier: PostgreSQL
// The model and its constants: docs/methods/index-advice.md#write-cost.
// Tested by tests/unit/index/write_cost_test.cpp.
#include "core/index/write_cost.h"

#include <algorithm>
#include <cmath>

namespace tend::index {

namespace {

// Defaults of the server's cost settings, so that reads and writes are in one currency.
constexpr double kCpuOperatorCost = 0.0025;
constexpr double kCpuIndexTupleCost = 0.005;
constexpr double kRandomPageCost = 4.0;
// btcostestimate charges each level of a descent 50 operators for locking and page handling.
constexpr double kOperatorsPerLevel = 50;
// Share of the touched leaf pages that are not in memory or must be written for this entry alone:
// a checkpoint writes a page once however many entries it took.
constexpr double kLeafPageShare = 0.25;
// Log of an entry in sequential pages: about 100 bytes of record (1 % of a page), and now and then,
// after a checkpoint, the whole page (5 % of the entries).
constexpr double kLogPages = 0.06;
// Entries of one inner page with keys of ordinary width; for trees whose height is not known.
constexpr double kFanout = 250;

int height_of(double entries) {
  int height = 0;
  for (double pages = entries / kFanout; pages > 1; pages /= kFanout) ++height;
  return height;
}

bool intersects(const std::vector<int>& a, const std::vector<int>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](int column) { return std::find(b.begin(), b.end(), column) != b.end(); });
}

bool is_indexed(const RelationSnapshot& relation, const std::vector<int>& updated) {
  return std::any_of(relation.indexes.begin(), relation.indexes.end(),
                     [&](const ExistingIndex& index) {
                       return intersects(columns_of(index.definition), updated);
                     });
}

// The height of existing indexes is taken from the rows; their widths are not known here.
Cost existing_entry_cost(const RelationSnapshot& relation) {
  return static_cast<double>(relation.indexes.size()) *
         entry_cost(relation.rows, height_of(relation.rows));
}

double share_of_rows(const Candidate& candidate, const RelationSnapshot& relation) {
  return relation.rows > 0 ? std::clamp(candidate.size.entries / relation.rows, 0.0, 1.0) : 1.0;
}

}  // namespace

Cost entry_cost(double entries, int height) {
  const double comparisons = std::ceil(std::log2(std::max(entries, 2.0)));
  const double descent = (comparisons + (height + 1) * kOperatorsPerLevel) * kCpuOperatorCost;
  return Cost(descent + kCpuIndexTupleCost + kRandomPageCost * kLeafPageShare + kLogPages);
}

WriteCost::WriteCost(const std::vector<ObservedQuery>& queries, const Relations& relations,
                     const std::vector<Candidate>& candidates)
    : relations_(relations) {
  for (const ObservedQuery& each : queries) {
    for (const RelationWrite& write : each.observation.writes) {
      add(relations.at(write.relation), write, each.query->calls);
    }
  }
  for (auto& [id, table] : tables_) table.existing_entry = existing_entry_cost(relations.at(id));
  for (const Candidate& candidate : candidates) {
    const RelationId relation = candidate.definition.relation;
    candidates_.push_back({.relation = relation,
                           .columns = columns_of(candidate.definition),
                           .per_row = entry_cost(candidate.size.entries, candidate.size.height) *
                                      share_of_rows(candidate, relations.at(relation))});
  }
}

void WriteCost::add(const RelationSnapshot& relation, const RelationWrite& write, double calls) {
  TableWrites& table = tables_[write.relation];
  const double rows = calls * std::max(write.rows, 0.0);
  switch (write.kind) {
    case WriteKind::kInsert: table.inserted += rows; return;
    case WriteKind::kDelete: table.deleted += rows; return;
    case WriteKind::kUpdate: break;
  }
  const auto alike =
      std::find_if(table.updates.begin(), table.updates.end(),
                   [&](const Update& each) { return each.columns == write.updated_columns; });
  if (alike != table.updates.end()) {
    alike->rows += rows;
    return;
  }
  table.updates.push_back({.columns = write.updated_columns,
                           .rows = rows,
                           .heap_only = !is_indexed(relation, write.updated_columns)});
}

Cost WriteCost::upkeep(std::span<const CandidateId> set) const {
  Cost total;
  std::vector<CandidateId> on_table;
  for (const auto& [id, writes] : tables_) {
    on_table.clear();
    for (const CandidateId candidate : set) {
      if (candidates_[candidate].relation == id) on_table.push_back(candidate);
    }
    if (!on_table.empty()) total += upkeep(writes, on_table);
  }
  return total;
}

Cost WriteCost::upkeep(const TableWrites& writes, std::span<const CandidateId> on_table) const {
  Cost entry;  // one row's entries in all candidates of the set
  for (const CandidateId candidate : on_table) entry += candidates_[candidate].per_row;
  Cost total = entry * (writes.inserted + writes.deleted * kDeleteShare);
  for (const Update& update : writes.updates) {
    const bool stays_heap_only =
        update.heap_only &&
        std::none_of(on_table.begin(), on_table.end(), [&](CandidateId candidate) {
          return intersects(candidates_[candidate].columns, update.columns);
        });
    if (stays_heap_only) continue;
    total += entry * update.rows;
    if (update.heap_only) total += writes.existing_entry * update.rows;
  }
  return total;
}

bool WriteCost::breaks_hot(CandidateId candidate) const {
  return hot_share_lost(candidate) > 0;
}

double WriteCost::hot_share_lost(CandidateId candidate) const {
  const auto found = tables_.find(candidates_[candidate].relation);
  if (found == tables_.end()) return 0;
  double heap_only = 0;
  double lost = 0;
  for (const Update& update : found->second.updates) {
    if (!update.heap_only) continue;
    heap_only += update.rows;
    if (intersects(candidates_[candidate].columns, update.columns)) lost += update.rows;
  }
  return heap_only > 0 ? lost / heap_only : 0;
}

Cost WriteCost::upkeep_per_day(CandidateId candidate) const {
  const RelationSnapshot& relation = relations_.at(candidates_[candidate].relation);
  const WriteRates& rates = relation.writes_per_day;
  const double hot = std::min(rates.hot_updates, rates.updates);
  const double lost = hot * hot_share_lost(candidate);
  const double entries =
      rates.inserts + (rates.updates - hot) + lost + rates.deletes * kDeleteShare;
  return candidates_[candidate].per_row * entries + existing_entry_cost(relation) * lost;
}

}  // namespace tend::index
