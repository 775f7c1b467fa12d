// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/seen_counters.h"

#include "extension/boundary/row_batch.h"

namespace tend::ext {

namespace {

// Sixteen tables of thirteen counters stay below the 2 kB from which the server would compress a
// row.
constexpr int32 kPackSize = 16;

}  // namespace

std::optional<size_t> SeenCounters::Pack::position_of(int32 relation_id) const {
  const auto found = std::find(relation_ids.begin(), relation_ids.end(), relation_id);
  if (found == relation_ids.end()) return std::nullopt;
  return static_cast<size_t>(found - relation_ids.begin());
}

void SeenCounters::Pack::remove(int32 relation_id) {
  const std::optional<size_t> position = position_of(relation_id);
  if (!position) return;
  const auto first = counters.begin() + static_cast<std::ptrdiff_t>(*position * each());
  counters.erase(first, first + static_cast<std::ptrdiff_t>(each()));
  relation_ids.erase(relation_ids.begin() + static_cast<std::ptrdiff_t>(*position));
  changed = true;
}

SeenCounters SeenCounters::read(SqlSession& session) {
  SeenCounters seen;
  session.execute(
      "select pack::int8, indexes, relation_ids, counters, ctid from tend.relation_seen");
  session.for_each_row([&](const Row& row) {
    Pack pack{row.int8s(3), row.float8s(4), row.tid(5)};
    // Relations of another layout count as unseen.
    if (pack.relation_ids.empty() || pack.counters.size() % pack.relation_ids.size() != 0) {
      pack = {{}, {}, pack.row};
    }
    seen.packs_[{static_cast<int32>(row.int8(1)), row.boolean(2)}] = std::move(pack);
  });
  return seen;
}

std::span<const double> SeenCounters::of(int32 relation_id, bool is_index) const {
  const auto found = packs_.find({relation_id / kPackSize, is_index});
  if (found == packs_.end()) return {};
  const Pack& pack = found->second;
  const std::optional<size_t> position = pack.position_of(relation_id);
  if (!position) return {};
  return std::span(pack.counters).subspan(*position * pack.each(), pack.each());
}

void SeenCounters::set(int32 relation_id, bool is_index, std::span<const double> counters) {
  Pack& pack = packs_[{relation_id / kPackSize, is_index}];
  pack.changed = true;
  if (pack.each() != 0 && pack.each() != counters.size()) pack = {{}, {}, pack.row, true};
  if (const std::optional<size_t> position = pack.position_of(relation_id)) {
    std::copy(counters.begin(), counters.end(),
              pack.counters.begin() + static_cast<std::ptrdiff_t>(*position * counters.size()));
    return;
  }
  pack.relation_ids.push_back(relation_id);
  pack.counters.insert(pack.counters.end(), counters.begin(), counters.end());
}

void SeenCounters::forget(int32 relation_id) {
  for (const bool is_index : {false, true}) {
    const auto found = packs_.find({relation_id / kPackSize, is_index});
    if (found != packs_.end()) found->second.remove(relation_id);
  }
}

void SeenCounters::write(SqlSession& session) const {
  RowBatch rows("relation_seen");
  bool emptied = false;
  for (const auto& [key, pack] : packs_) {
    if (!pack.changed) continue;
    rows.replace(pack.row, {int64{key.first}, key.second, pack.relation_ids, pack.counters});
    emptied |= pack.relation_ids.empty();
  }
  rows.write();
  // Ids are never used again: packs that all have left would add up.
  if (emptied) session.execute("delete from tend.relation_seen where relation_ids = '{}'");
}

}  // namespace tend::ext
