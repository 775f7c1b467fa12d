// SPDX-License-Identifier: PostgreSQL
// The model and its constants: docs/methods/index-advice.md#write-cost.
// Tested by tests/unit/index/write_cost_test.cpp.
#include "core/index/write_cost.h"

#include <algorithm>
#include <cmath>
#include <iterator>

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

std::vector<std::size_t> indexes_with(const RelationSnapshot& relation,
                                      const std::vector<int>& updated) {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < relation.indexes.size(); ++i) {
    if (intersects(columns_of(relation.indexes[i].definition), updated)) positions.push_back(i);
  }
  return positions;
}

bool can_replace(const IndexDefinition& definition, const ExistingIndex& index) {
  return index.valid && !index.guarded && !index.definition.unique &&
         subsumes(definition, index.definition);
}

std::vector<std::size_t> replaceable_by(const IndexDefinition& definition,
                                        const RelationSnapshot& relation) {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < relation.indexes.size(); ++i) {
    if (can_replace(definition, relation.indexes[i])) positions.push_back(i);
  }
  return positions;
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
  for (const Candidate& candidate : candidates) {
    const RelationId relation = candidate.definition.relation;
    candidates_.push_back({.relation = relation,
                           .columns = columns_of(candidate.definition),
                           .share = share_of_rows(candidate, relations.at(relation)),
                           .per_row = entry_cost(candidate.size.entries, candidate.size.height) *
                                      share_of_rows(candidate, relations.at(relation)),
                           .replaced = replaceable_by(candidate.definition, relations.at(relation)),
                           .kept = {}});
  }
  for (auto& [id, table] : tables_) {
    table.existing = existing_entries(id);
    for (const Cost each : table.existing) table.all_existing += each;
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
                           .indexed = indexes_with(relation, write.updated_columns)});
}

// The height of existing indexes is taken from the rows; their widths are not known here. One that
// a candidate replaces has the candidate's predicate, and so its share of the rows.
std::vector<Cost> WriteCost::existing_entries(RelationId id) const {
  const RelationSnapshot& relation = relations_.at(id);
  std::vector<double> shares(relation.indexes.size(), 1);
  for (const Upkeep& candidate : candidates_) {
    if (candidate.relation != id) continue;
    for (const std::size_t each : candidate.replaced) shares[each] = candidate.share;
    for (const std::size_t each : candidate.kept) shares[each] = candidate.share;
  }
  std::vector<Cost> entries;
  for (const double share : shares) {
    const double held = relation.rows * share;
    entries.push_back(entry_cost(held, height_of(held)) * share);
  }
  return entries;
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
  const Positions replaced = replaced_by(on_table);
  Cost released;  // one row's entries in what they replace
  for (const std::size_t each : replaced) released += writes.existing[each];
  Cost total = (entry - released) * (writes.inserted + writes.deleted * kDeleteShare);
  for (const Update& update : writes.updates) {
    if (!update.heap_only()) total += writes.all_existing * -update.rows;  // paid today
    // What replaces an index contains its columns, so that a drop alone makes no update heap-only.
    const bool is_heap_only =
        std::includes(replaced.begin(), replaced.end(), update.indexed.begin(),
                      update.indexed.end()) &&
        std::none_of(on_table.begin(), on_table.end(), [&](CandidateId candidate) {
          return intersects(candidates_[candidate].columns, update.columns);
        });
    if (!is_heap_only) total += (entry + writes.all_existing - released) * update.rows;
  }
  return total;
}

WriteCost::Positions WriteCost::replaced_by(std::span<const CandidateId> on_table) const {
  Positions all;
  for (const CandidateId candidate : on_table) {
    const Positions& replaced = candidates_[candidate].replaced;
    all.insert(all.end(), replaced.begin(), replaced.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Cost WriteCost::most_relieved(std::span<const CandidateId> ids) const {
  Cost total;
  for (const CandidateId id : ids) {
    const Upkeep& candidate = candidates_[id];
    const auto found = tables_.find(candidate.relation);
    if (found == tables_.end() || candidate.replaced.empty()) continue;
    const TableWrites& writes = found->second;
    double entries = writes.inserted + writes.deleted * kDeleteShare;
    for (const Update& update : writes.updates) entries += update.rows;
    for (const std::size_t each : candidate.replaced) total += writes.existing[each] * entries;
  }
  return total;
}

std::vector<std::string> WriteCost::names_of(const Upkeep& candidate,
                                             const Positions& positions) const {
  std::vector<std::string> names;
  for (const std::size_t each : positions) {
    names.push_back(relations_.at(candidate.relation).indexes[each].name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> WriteCost::replaced_by(CandidateId candidate) const {
  return names_of(candidates_[candidate], candidates_[candidate].replaced);
}

std::vector<std::string> WriteCost::kept_beside(CandidateId candidate) const {
  return names_of(candidates_[candidate], candidates_[candidate].kept);
}

void WriteCost::keep(const std::string& name) {
  for (Upkeep& candidate : candidates_) {
    const std::vector<ExistingIndex>& indexes = relations_.at(candidate.relation).indexes;
    const auto is_named = [&](std::size_t each) { return indexes[each].name == name; };
    std::copy_if(candidate.replaced.begin(), candidate.replaced.end(),
                 std::back_inserter(candidate.kept), is_named);
    std::erase_if(candidate.replaced, is_named);
  }
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
    if (!update.heap_only()) continue;
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
  const std::vector<Cost> existing = existing_entries(relation.id);
  Cost all_existing;
  for (const Cost each : existing) all_existing += each;
  Cost released;
  for (const std::size_t each : candidates_[candidate].replaced) released += existing[each];
  return (candidates_[candidate].per_row - released) * entries + all_existing * lost;
}

}  // namespace tend::index
