// SPDX-License-Identifier: PostgreSQL
// In which order recommendations deserve attention: one score from gain, confidence, risk, effort.
//
// Source: docs/methods/index-advice.md#priority. Tested by tests/unit/change/priority_test.cpp.
#pragma once

#include <vector>

#include "core/change/recommendation.h"

namespace tend::change {

// Expected gain (impact share times confidence) discounted by risk and effort; 0 to 1, more is
// better. Monotone: more gain or confidence never lowers it, more risk or effort never raises it.
double priority_score(const Recommendation& recommendation);

// Fills score and priority (1 = first, no gaps) of all; ties go by target and action, so that the
// order is the same every time. Does not reorder the vector.
void rank(std::vector<Recommendation>& recommendations);

}  // namespace tend::change
