// SPDX-License-Identifier: PostgreSQL
#include "core/workload/advice_schedule.h"

#include <catch2/catch.hpp>

using tend::Seconds;
using tend::workload::advice_due_in;

namespace {

constexpr Seconds kHour(3600);
constexpr Seconds kYear(365 * 24 * 3600.0);

// Runs of advice in two hours of looks a minute apart, while the wall clock jumps once.
int runs_in_two_hours(Seconds jump) {
  double wall = 1e9;
  double last_run = wall;
  int runs = 0;
  for (int minute = 1; minute <= 120; ++minute) {
    wall += 60;
    if (minute == 30) wall += jump.value();
    if (advice_due_in(kHour, Seconds(wall - last_run)) > Seconds(0)) continue;
    last_run = wall;
    ++runs;
  }
  return runs;
}

}  // namespace

TEST_CASE("the first advice is due at once, the next after the interval", "[schedule]") {
  CHECK(advice_due_in(kHour, std::nullopt) <= Seconds(0));
  CHECK(advice_due_in(kHour, Seconds(600)) == Seconds(3000));
  CHECK(advice_due_in(kHour, Seconds(4000)) <= Seconds(0));
}

TEST_CASE("a clock that jumps neither stops advice nor makes it storm", "[schedule]") {
  CHECK(runs_in_two_hours(Seconds(0)) == 2);
  CHECK(runs_in_two_hours(kYear) == 2);
  CHECK(runs_in_two_hours(-1 * kYear) == 2);
  CHECK(runs_in_two_hours(-1 * kHour) == 2);
}
