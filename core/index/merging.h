// SPDX-License-Identifier: PostgreSQL
// Candidates that serve several statements at once, made from what single statements would like to
// have: the same leading keys with the payload of both, or one's keys and the other's behind them.
//
// Source: docs/methods/index-advice.md#merging; Chaudhuri and Narasayya, "Index merging", ICDE
// 1999. Tested by tests/unit/index/merging_test.cpp.
#pragma once

#include <vector>

#include "core/index/candidates.h"

namespace tend::index {

// Merges made for one table; pairs of winners grow with their square, and the first few by weight
// of what they serve hold nearly all of the gain.
inline constexpr std::size_t kMaxMergedPerRelation = 40;

// What both have in one index: keys of the first, then the second's other keys as payload or keys.
// Nothing if they differ in table, method or predicate, do not begin with the same key, or would
// need more than max_columns keys or kMaxPayload columns of payload.
std::vector<IndexDefinition> merges_of(const IndexDefinition& first, const IndexDefinition& second,
                                       int max_columns);

// Merges of all pairs of winners (heaviest first), without those that are candidates already.
// keys_cut: one that default limits would allow has too many keys for max_columns.
GeneratedCandidates merged_candidates(const std::vector<CandidateId>& winners,
                                      const std::vector<Candidate>& candidates, int max_columns);

}  // namespace tend::index
