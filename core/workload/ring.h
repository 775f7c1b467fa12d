// SPDX-License-Identifier: PostgreSQL
// The rings that history lies in: three levels of four slots each. The current slot of a level is
// written; when it has been for a third of the level's retention, the next one, the oldest, is
// emptied and becomes current. So a row is kept for its retention at least, and a third longer at
// most.
//
// Tested by tests/unit/workload/ring_test.cpp.
#pragma once

#include "core/base/units.h"

namespace tend::workload {

enum class HistoryLevel : int { kSample = 0, kFiveMinutes = 1, kHour = 2 };
inline constexpr int kHistoryLevels = 3;
inline constexpr int kSlotsPerLevel = 4;

// The length of one interval of the level; zero for samples, which are as long as they are.
constexpr Seconds bucket_length(HistoryLevel level) {
  constexpr double kFiveMinutes = 300, kHour = 3600;
  if (level == HistoryLevel::kSample) return Seconds(0);
  return Seconds(level == HistoryLevel::kFiveMinutes ? kFiveMinutes : kHour);
}

constexpr int first_slot(HistoryLevel level) { return static_cast<int>(level) * kSlotsPerLevel; }

// The slot after `slot` in its level's ring.
int next_slot(int slot);

//   written_for  how long the current slot has been written; negative after the clock went back
//   retention    of the level, > 0
bool is_rotation_due(Seconds written_for, Seconds retention);

}  // namespace tend::workload
