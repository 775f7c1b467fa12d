// SPDX-License-Identifier: PostgreSQL
// Who gives a place to whom, where there are more databases than places to watch them from.
//
// Those that wait are admitted in the order of their numbers, round and round; those that were
// served most lately go. So everybody is admitted within as many rounds as the waiting fill the
// places. Tested by tests/unit/workload/taking_turns_test.cpp.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tend::workload {

struct Place {
  std::uint32_t database = 0;
  bool served = false;  // since it got the place; who was not stays
  bool busy = false;    // at this moment; stays
  double next_due = 0;  // when it is to be served next; who waits longest goes first
};

// Pairs of a database that goes and one that comes in its place.
//   waiting        ascending, none of them in `places`
//   last_admitted  the last one that the round before let in
std::vector<std::pair<std::uint32_t, std::uint32_t>> take_turns(
    std::vector<Place> places, std::span<const std::uint32_t> waiting, std::uint32_t last_admitted);

}  // namespace tend::workload
