// SPDX-License-Identifier: PostgreSQL
// The life of a recommendation as a state machine: its states and the moves between them.
//
// Tested by tests/unit/change/state_test.cpp, move by move.
#pragma once

#include <optional>
#include <string_view>

namespace tend::change {

enum class State {
  kProposed,      // advice, nothing decided
  kApproved,      // will be applied in the next window
  kApplying,      // its statements are being executed
  kVerifying,     // applied; its effect is being measured
  kKept,          // measured, and it stays
  kRolledBack,    // its undo has been executed
  kDismissed,     // turned down by a person
  kSuperseded,    // a later run no longer recommends it
  kFailed,        // a statement failed; whatever it left behind has been removed
  kInconclusive,  // not enough to judge yet; measuring goes on until the deadline
};
inline constexpr int kStateCount = 10;

std::string_view name_of(State state);
// The state of that name; nothing if there is none.
std::optional<State> state_named(std::string_view name);

// True if the move is one of the table's; a state never moves to itself.
bool may_move(State from, State to);

}  // namespace tend::change
