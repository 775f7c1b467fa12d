// SPDX-License-Identifier: PostgreSQL
#include "core/workload/slot_choice.h"

#include <algorithm>

namespace tend::workload {

std::optional<std::size_t> choose_slot(std::span<const ProbedSlot> probed, std::uint64_t now,
                                       std::uint64_t kept_for) {
  const auto position = [&](auto found) {
    return static_cast<std::size_t>(found - probed.begin());
  };
  const auto same =
      std::find_if(probed.begin(), probed.end(), [](const auto& slot) { return slot.same_key; });
  if (same != probed.end()) return position(same);
  const auto free =
      std::find_if(probed.begin(), probed.end(), [](const auto& slot) { return !slot.used; });
  if (free != probed.end()) return position(free);
  const auto oldest =
      std::min_element(probed.begin(), probed.end(),
                       [](const auto& a, const auto& b) { return a.last_seen < b.last_seen; });
  if (oldest == probed.end() || now - oldest->last_seen < kept_for) return std::nullopt;
  return position(oldest);
}

}  // namespace tend::workload
