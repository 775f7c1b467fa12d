// SPDX-License-Identifier: PostgreSQL
// What else was considered for the statements of an advised index. Costs no planner call: what
// selection learned is enough, and a rival it never priced says so.
//
// Source: docs/methods/index-advice.md#rivals. Tested by tests/unit/index/rivals_test.cpp.
#pragma once

#include <vector>

#include "core/index/evidence.h"
#include "core/index/rival.h"

namespace tend::index {

// Rivals told of each index; further ones say the same again.
inline constexpr std::size_t kMaxRivals = 5;

// Candidates on the same table made of what the statements that use the index look for, and of
// nothing else (so that who may see those statements may see the rivals): closest in cost first.
std::vector<Rival> rivals_of(const IndexEvidence& evidence, const Evaluation& chosen,
                             const EvidencePorts& ports);

}  // namespace tend::index
