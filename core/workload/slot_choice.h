// SPDX-License-Identifier: PostgreSQL
// Where a key goes in a table of fixed size that never stops: its own slot, else a free one, else
// that of the key that has not been seen for the longest time, if that is long enough.
//
// Method: open addressing with a bounded probe, and the least recently seen as the victim.
// Tested by tests/unit/workload/slot_choice_test.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tend::workload {

struct ProbedSlot {
  bool used = false;
  bool same_key = false;        // REQUIRES: used
  std::uint64_t last_seen = 0;  // in ticks of the caller's, which never go back
};

// The position in `probed` to count in; absent if all are taken by others seen less than `kept_for`
// ticks ago.
std::optional<std::size_t> choose_slot(std::span<const ProbedSlot> probed, std::uint64_t now,
                                       std::uint64_t kept_for);

}  // namespace tend::workload
