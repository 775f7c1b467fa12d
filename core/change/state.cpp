// SPDX-License-Identifier: PostgreSQL
// The table of moves. Whatever is not in it is refused, so a new move is one line here and one in
// the test. Source: docs/methods/index-advice.md#states. Tested by
// tests/unit/change/state_test.cpp.
#include "core/change/state.h"

#include <algorithm>
#include <array>

namespace tend::change {

namespace {

struct Move {
  State from;
  State to;
  friend constexpr bool operator==(const Move&, const Move&) = default;
};

constexpr std::array kMoves = {
    Move{State::kProposed, State::kApproved},
    Move{State::kProposed, State::kDismissed},
    Move{State::kProposed, State::kSuperseded},
    Move{State::kApproved, State::kApplying},
    Move{State::kApproved, State::kDismissed},
    Move{State::kApproved, State::kSuperseded},
    Move{State::kApplying, State::kVerifying},
    Move{State::kApplying, State::kFailed},
    Move{State::kVerifying, State::kKept},
    Move{State::kVerifying, State::kRolledBack},
    Move{State::kVerifying, State::kInconclusive},
    // Inconclusive keeps measuring until its deadline, so both verdicts stay open.
    Move{State::kInconclusive, State::kKept},
    Move{State::kInconclusive, State::kRolledBack},
    // A person may take back what was kept.
    Move{State::kKept, State::kRolledBack},
    // The same index may be worth proposing again: its identity, and so its row, is the same.
    Move{State::kDismissed, State::kProposed},
    Move{State::kSuperseded, State::kProposed},
    Move{State::kFailed, State::kProposed},
    // Trying again after the cause was removed needs no new advice.
    Move{State::kFailed, State::kApproved},
};

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::kProposed: return "proposed";
    case State::kApproved: return "approved";
    case State::kApplying: return "applying";
    case State::kVerifying: return "verifying";
    case State::kKept: return "kept";
    case State::kRolledBack: return "rolled_back";
    case State::kDismissed: return "dismissed";
    case State::kSuperseded: return "superseded";
    case State::kFailed: return "failed";
    case State::kInconclusive: return "inconclusive";
  }
  return "unknown";
}

std::optional<State> state_named(std::string_view name) {
  for (int i = 0; i < kStateCount; i++) {
    if (name_of(static_cast<State>(i)) == name) return static_cast<State>(i);
  }
  return std::nullopt;
}

bool may_move(State from, State to) {
  return std::find(kMoves.begin(), kMoves.end(), Move{from, to}) != kMoves.end();
}

}  // namespace tend::change
