// SPDX-License-Identifier: PostgreSQL
#include "core/workload/taking_turns.h"

#include <algorithm>
#include <tuple>

namespace tend::workload {

std::vector<std::pair<std::uint32_t, std::uint32_t>> take_turns(
    std::vector<Place> places, std::span<const std::uint32_t> waiting,
    std::uint32_t last_admitted) {
  std::erase_if(places, [](const Place& place) { return !place.served || place.busy; });
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(b.next_due, a.database) < std::tie(a.next_due, b.database);
  });
  std::vector<std::uint32_t> coming(waiting.begin(), waiting.end());
  std::rotate(coming.begin(), std::upper_bound(coming.begin(), coming.end(), last_admitted),
              coming.end());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> turns;
  for (std::size_t i = 0; i < std::min(places.size(), coming.size()); ++i) {
    turns.emplace_back(places[i].database, coming[i]);
  }
  return turns;
}

}  // namespace tend::workload
