// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/captured_values.h"

namespace tend::ext {

std::vector<int> numbers_of(const Bitmapset* relids) {
  std::vector<int> numbers;
  int member = -1;
  while ((member = bms_next_member(relids, member)) >= 0) numbers.push_back(member);
  return numbers;
}

std::vector<std::uint64_t> keys_of(const CapturedOrder& order) {
  return {order.keys, order.keys + order.count};
}

std::vector<index::CandidateId> needs_of(const List* indexes, const CandidateOf& candidate_of) {
  std::set<index::CandidateId> needs;
  const ListCell* cell;
  foreach (cell, indexes) {
    if (const auto id = candidate_of(lfirst_oid(cell))) needs.insert(*id);
  }
  return {needs.begin(), needs.end()};
}

}  // namespace tend::ext
