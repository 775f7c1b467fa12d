// SPDX-License-Identifier: PostgreSQL
// All hundred pairs: the drawing below is the machine, written a second time by hand.
#include "core/change/state.h"

#include <array>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <string_view>

namespace tend::change {

namespace {

constexpr std::array<std::string_view, kStateCount> kNames = {
    "proposed",    "approved",  "applying",   "verifying", "kept",
    "rolled_back", "dismissed", "superseded", "failed",    "inconclusive"};

// Rows from, columns to, in the order of kNames; x is a move.
constexpr std::array<std::string_view, kStateCount> kDrawing = {
    //        p a y v k r d s f i
    /* p */ ".x....xx..",
    /* a */ "..x...xx..",
    /* y */ "...x....x.",
    /* v */ "....xx...x",
    /* k */ ".....x....",
    /* r */ "..........",
    /* d */ "x.........",
    /* s */ "x.........",
    /* f */ "xx........",
    /* i */ "....xx....",
};

State state(int number) {
  return static_cast<State>(number);
}

}  // namespace

TEST_CASE("every pair of states is a move or refused as drawn") {
  for (int from = 0; from < kStateCount; ++from) {
    for (int to = 0; to < kStateCount; ++to) {
      CAPTURE(kNames[static_cast<std::size_t>(from)], kNames[static_cast<std::size_t>(to)]);
      const bool drawn =
          kDrawing[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)] == 'x';
      REQUIRE(may_move(state(from), state(to)) == drawn);
    }
  }
}

TEST_CASE("states are named as the contract names them") {
  for (int number = 0; number < kStateCount; ++number) {
    REQUIRE(name_of(state(number)) == kNames[static_cast<std::size_t>(number)]);
  }
}

TEST_CASE("every state is reached from proposed, and nothing is applied without approval") {
  std::set<int> reached = {static_cast<int>(State::kProposed)};
  for (int round = 0; round < kStateCount; ++round) {
    for (int from = 0; from < kStateCount; ++from) {
      for (int to = 0; to < kStateCount; ++to) {
        if (reached.contains(from) && may_move(state(from), state(to))) reached.insert(to);
      }
    }
  }

  REQUIRE(reached.size() == kStateCount);
  for (int from = 0; from < kStateCount; ++from) {
    if (may_move(state(from), State::kApplying)) REQUIRE(state(from) == State::kApproved);
  }
}

}  // namespace tend::change
