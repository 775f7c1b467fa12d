// SPDX-License-Identifier: PostgreSQL
// How far the estimates behind one index can be trusted, and what speaks against them.
//
// Source: docs/methods/index-advice.md#confidence. Tested by tests/unit/index/confidence_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/index/evidence.h"

namespace tend::index {

struct Confidence {
  double value = 0;                 // 0 to 1
  std::vector<std::string> doubts;  // one clause for each factor that lowered it
};

Confidence assess_confidence(const IndexEvidence& evidence, const EvidencePorts& ports);

}  // namespace tend::index
