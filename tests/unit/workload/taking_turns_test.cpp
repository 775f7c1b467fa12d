// SPDX-License-Identifier: PostgreSQL
#include "core/workload/taking_turns.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

using tend::workload::Place;
using tend::workload::take_turns;

namespace {

using Turns = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

// A table with places for some of the databases 1 to `count`; in each round everybody in it is
// served.
class Rounds {
 public:
  Rounds(std::uint32_t count, std::size_t places) {
    for (std::uint32_t id = 1; id <= count; ++id) (id <= places ? inside_ : outside_).insert(id);
  }

  void next(double now) {
    std::vector<Place> places;
    for (const std::uint32_t id : inside_) {
      ++served_[id];
      places.push_back({id, true, false, now});
    }
    const std::vector<std::uint32_t> waiting(outside_.begin(), outside_.end());
    for (const auto& [goes, comes] : take_turns(places, waiting, last_)) {
      inside_.erase(goes);
      outside_.insert(goes);
      outside_.erase(comes);
      inside_.insert(comes);
      last_ = comes;
    }
  }

  int served(std::uint32_t id) const { return served_.contains(id) ? served_.at(id) : 0; }

 private:
  std::set<std::uint32_t> inside_, outside_;
  std::uint32_t last_ = 0;
  std::map<std::uint32_t, int> served_;
};

}  // namespace

TEST_CASE("who was served most lately goes, who waited comes", "[turns]") {
  const std::vector<Place> places{{1, true, false, 10}, {2, true, false, 30}, {3, true, false, 20}};

  CHECK(take_turns(places, std::vector<std::uint32_t>{7}, 0) == Turns{{2, 7}});
  CHECK(take_turns(places, std::vector<std::uint32_t>{7, 8}, 0) == Turns{{2, 7}, {3, 8}});
}

TEST_CASE("nobody goes before being served, or while being served", "[turns]") {
  const std::vector<Place> places{{1, false, false, 0}, {2, true, true, 30}};

  CHECK(take_turns(places, std::vector<std::uint32_t>{7}, 0).empty());
}

TEST_CASE("the waiting come in the order of their numbers, round and round", "[turns]") {
  const std::vector<Place> places{{1, true, false, 10}};
  const std::vector<std::uint32_t> waiting{3, 5, 7};

  CHECK(take_turns(places, waiting, 0).front().second == 3);
  CHECK(take_turns(places, waiting, 3).front().second == 5);
  CHECK(take_turns(places, waiting, 4).front().second == 5);
  CHECK(take_turns(places, waiting, 7).front().second == 3);
}

TEST_CASE("without anybody waiting all stay", "[turns]") {
  CHECK(take_turns({{1, true, false, 10}}, {}, 0).empty());
}

TEST_CASE("nobody starves, however many there are", "[turns]") {
  for (const std::uint32_t count : {513U, 600U, 1000U, 5000U}) {
    Rounds rounds(count, 512);
    const int cycles = static_cast<int>(count / 512) + 1;
    for (int round = 0; round < 4 * cycles; ++round) rounds.next(round);
    for (std::uint32_t id = 1; id <= count; ++id) CHECK(rounds.served(id) >= 2);
  }
}
