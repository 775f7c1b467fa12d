// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/workload/ring_test.cpp.
#include "core/workload/ring.h"

#include <cmath>

namespace tend::workload {
namespace {

// Three slots that are no longer written must hold one retention; the fourth is being written.
constexpr double kWrittenShare = 1.0 / (kSlotsPerLevel - 1);

}  // namespace

int next_slot(int slot) {
  const int first = slot - slot % kSlotsPerLevel;
  return first + (slot + 1) % kSlotsPerLevel;
}

// A clock that went back by less than a slot's span is waited for: until it has caught up, the slot
// takes up to that much more. One that went back further would never end the slot (it began in what
// is now a distant future), so the slot ends at once, and the next one begins by the new clock.
// Either way a slot holds at most twice its span, and at most one slot is given up early.
bool is_rotation_due(Seconds written_for, Seconds retention) {
  return std::abs(written_for.value()) >= retention.value() * kWrittenShare;
}

}  // namespace tend::workload
