// SPDX-License-Identifier: PostgreSQL
// The counters of tables and indexes at the last sample, as tend.relation_seen keeps them: those of
// sixteen consecutive relation ids share a row. Most of what a sample writes is these, and a row
// for each of them would cost more than all the rest.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/boundary/spi.h"

namespace tend::ext {

class SeenCounters {
 public:
  static SeenCounters read(SqlSession& session);

  // Empty if it was never seen.
  std::span<const double> of(int32 relation_id, bool is_index) const;
  void set(int32 relation_id, bool is_index, std::span<const double> counters);
  void forget(int32 relation_id);

  // Writes the rows that changed.
  void write(SqlSession& session) const;

 private:
  using Key = std::pair<int32, bool>;  // relation ids by kPackSize, index
  // All of a pack have equally many counters.
  struct Pack {
    std::vector<int64> relation_ids;
    std::vector<double> counters;
    std::optional<ItemPointerData> row;  // where it is stored
    bool changed = false;

    size_t each() const { return relation_ids.empty() ? 0 : counters.size() / relation_ids.size(); }
    std::optional<size_t> position_of(int32 relation_id) const;
    void remove(int32 relation_id);
  };
  std::map<Key, Pack> packs_;
};

}  // namespace tend::ext
