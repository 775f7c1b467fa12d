// SPDX-License-Identifier: PostgreSQL
// From advice on indexes to recommendations: adds risk, effort, steps with their undo,
// prerequisites and tradeoffs, and ranks them.
//
// Tested by tests/unit/index/index_recommendation_test.cpp.
#pragma once

#include <vector>

#include "core/change/recommendation.h"
#include "core/index/advise.h"

namespace tend::index {

inline constexpr char kIndexBuildKind[] = "index_build";

// One recommendation for each index of the advice, in the same order, ranked.
std::vector<change::Recommendation> recommend(const Advice& advice);

}  // namespace tend::index
