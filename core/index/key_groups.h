// SPDX-License-Identifier: PostgreSQL
// How many entries share a key in an index that does not exist, from a sample of the table's
// blocks.
//
// A sample of whole blocks, because the rows of one key often stand together: what is drawn at
// random then is not a row but the meeting of a key and a block. A key met in many of the sampled
// blocks has its share of entries scaled. The others are a population of their own (the frequent
// ones say nothing about it): how many there are is estimated from their meetings, and they share
// what entries are left.
// Source: docs/methods/what-if.md#b-tree-size; Haas and Stokes, "Estimating the number of classes
// in a finite population", JASA 93 (1998), the estimator Duj2a.
//
// Tested by tests/unit/index/key_groups_test.cpp and, against real indexes, by `make bench-whatif`.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tend::index {

// So many different keys have so many entries each.
struct KeyGroup {
  double entries = 1;  // of each key, >= 1
  double keys = 0;
};

struct KeySample {
  // Of every sampled row that has an entry, a code that is equal if the key is. Rows of one block
  // stand side by side.
  std::span<const std::uint32_t> codes;
  std::span<const std::uint32_t> blocks;  // where each row stands
  double share = 1;                       // of the table's blocks that were sampled, 0 to 1
  double entries = 0;                     // of the whole index
  // Different keys of the whole index: no fewer and no more, as far as that is known; 0 if not.
  double fewest_keys = 0;
  double most_keys = 0;
};

// Groups whose entries sum up to those of the sample's index; none if nothing was sampled.
// REQUIRES: codes and blocks are equally long.
std::vector<KeyGroup> estimate_key_groups(const KeySample& sample);

}  // namespace tend::index
