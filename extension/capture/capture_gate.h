// SPDX-License-Identifier: PostgreSQL
// Which executions are captured: each with the same probability, whatever ran before it.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

namespace gate_detail {

extern double drawn_for;  // the rate that the countdown stands for
extern int64 countdown;   // executions up to the next one captured

bool draw(double rate);

}  // namespace gate_detail

// Whether this execution is to be captured. `rate` is a fraction above 0, up to 1 = each. Inline,
// since every statement of the server passes here.
inline bool is_due(double rate) {
  if (rate == gate_detail::drawn_for && --gate_detail::countdown > 0) return false;
  return gate_detail::draw(rate);
}

}  // namespace tend::ext
