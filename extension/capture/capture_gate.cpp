// SPDX-License-Identifier: PostgreSQL
// Method: the number of trials up to the next success is geometric; it is drawn once per success
// and counted down, so that a statement that is skipped costs a subtraction and no random number.
// Source: Luc Devroye, "Non-Uniform Random Variate Generation", 1986, section X.2 (inversion).
// Tested by tests/tap/capture.t.
#include "extension/boundary/pg.h"

#include "extension/capture/capture_gate.h"

namespace tend::ext {

namespace gate_detail {

double drawn_for = 0;
int64 countdown = 0;

namespace {

// Far more than a session will ever run, and far from overflow.
constexpr double kLongestStep = 1e15;

int64 draw_step(double rate) {
  if (rate >= 1) return 1;
  const double step = std::log(1 - tend_random_fraction()) / std::log1p(-rate);
  return 1 + static_cast<int64>(std::min(step, kLongestStep));
}

}  // namespace

// Called when the countdown has ended, or stands for another rate than the setting has now: then
// this execution is the first of a new countdown.
bool draw(double rate) {
  if (rate != drawn_for) {
    drawn_for = rate;
    countdown = draw_step(rate);
    if (--countdown > 0) return false;
  }
  countdown = draw_step(rate);
  return true;
}

}  // namespace gate_detail
}  // namespace tend::ext
