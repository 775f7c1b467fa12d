// SPDX-License-Identifier: PostgreSQL
#include "core/workload/ring.h"

#include <array>
#include <catch2/catch.hpp>

namespace tend::workload {
namespace {

constexpr Seconds kRetention{300};
constexpr Seconds kSpan{100};

// One level's ring, filled with the times at which rows came in, by a clock that may jump.
struct FakeRing {
  int slot = 0;
  Seconds slot_began{0};
  std::array<Seconds, kSlotsPerLevel> oldest_row{};
  int rotations = 0;

  void tick(Seconds clock) {
    if (!is_rotation_due(clock - slot_began, kRetention)) return;
    slot = next_slot(slot);
    slot_began = clock;
    oldest_row[static_cast<std::size_t>(slot)] = clock;
    ++rotations;
  }
};

}  // namespace

TEST_CASE("each level's slots follow each other in a ring of their own") {
  const auto level =
      GENERATE(HistoryLevel::kSample, HistoryLevel::kFiveMinutes, HistoryLevel::kHour);
  const int first = first_slot(level);
  CHECK(next_slot(first) == first + 1);
  CHECK(next_slot(first + 1) == first + 2);
  CHECK(next_slot(first + 2) == first + 3);
  CHECK(next_slot(first + 3) == first);
}

TEST_CASE("a slot is written for a third of the retention") {
  CHECK_FALSE(is_rotation_due(Seconds(0), kRetention));
  CHECK_FALSE(is_rotation_due(Seconds(99.9), kRetention));
  CHECK(is_rotation_due(Seconds(100), kRetention));
  CHECK(is_rotation_due(Seconds(1e9), kRetention));
}

TEST_CASE("a clock that went back a little is waited for, one that went back far is believed") {
  CHECK_FALSE(is_rotation_due(Seconds(-99.9), kRetention));
  CHECK(is_rotation_due(Seconds(-100), kRetention));
  CHECK(is_rotation_due(Seconds(-1e9), kRetention));
}

TEST_CASE("rows are kept for the retention and at most a third longer") {
  FakeRing ring;
  for (int second = 0; second <= 5000; ++second) {
    ring.tick(Seconds(second));
    if (second <= 400) continue;
    const Seconds oldest = ring.oldest_row[static_cast<std::size_t>(next_slot(ring.slot))];
    const Seconds kept = Seconds(second) - oldest;
    INFO("second " << second);
    REQUIRE(kept >= kRetention);
    REQUIRE(kept <= kRetention + kSpan);
  }
}

TEST_CASE("a jump of the clock costs one rotation in either direction") {
  const double jump = GENERATE(1e6, -1e6);
  FakeRing ring;
  ring.tick(Seconds(50));
  REQUIRE(ring.rotations == 0);

  for (int second = 51; second < 150; ++second) ring.tick(Seconds(jump + second));
  CHECK(ring.rotations == 1);
  for (int second = 150; second < 250; ++second) ring.tick(Seconds(jump + second));
  CHECK(ring.rotations == 2);
}

TEST_CASE("levels know their interval") {
  CHECK(bucket_length(HistoryLevel::kSample) == Seconds(0));
  CHECK(bucket_length(HistoryLevel::kFiveMinutes) == Seconds(300));
  CHECK(bucket_length(HistoryLevel::kHour) == Seconds(3600));
}

}  // namespace tend::workload
