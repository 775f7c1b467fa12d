// SPDX-License-Identifier: PostgreSQL
// Which share of a table's rows a partial index would hold: the planner's estimate, unless sampled
// rows gainsay it. The planner multiplies conditions as if none told anything about another; a
// sample counts, but has chance in it.
//
// Tested by tests/unit/index/predicate_share_test.cpp.
#pragma once

#include <cstdint>
#include <span>

namespace tend::index {

// A table's sampled rows.
struct PredicateSample {
  std::span<const std::uint32_t> blocks;  // where each row stands; ascending
  std::span<const int> satisfying;        // positions of the rows that satisfy, ascending
  bool whole = false;                     // these are all rows there are
};

// A fraction of the rows, 0 to 1.
//   planned  what the planner takes it for
// Returns `planned` if it lies within chance of what was counted, else what was counted. Chance is
// judged by how much neighbouring blocks differ: rows that stand together are alike.
double predicate_share(const PredicateSample& sample, double planned);

}  // namespace tend::index
