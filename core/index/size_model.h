// SPDX-License-Identifier: PostgreSQL
// How large a B-tree would be if it were built now: pages and height, from column statistics.
//
// The model follows what a fresh build writes: aligned tuples filled to the fillfactor, equal keys
// merged into posting lists (deduplication), inner pages filled to 70 %, one meta page.
// Source: docs/methods/what-if.md#b-tree-size, from src/backend/access/nbtree of PostgreSQL 15.
//
// Tested by tests/unit/index/size_model_test.cpp and, against real indexes, by `make bench-whatif`.
#pragma once

#include <vector>

#include "core/base/units.h"
#include "core/index/key_groups.h"

namespace tend::index {

struct ColumnShape {
  double width = 4;          // average stored bytes of a non-null value, > 0
  int alignment = 4;         // of its type, bytes: 1, 2, 4 or 8
  double null_fraction = 0;  // 0 to 1
};

struct BtreeShape {
  double entries = 0;                // index entries, >= 0
  std::vector<ColumnShape> keys;     // at least one
  std::vector<ColumnShape> payload;  // INCLUDE columns
  double distinct_keys = 0;          // different key values, NULL counted as one; 1 to entries
  // How many keys have how many entries, where a sample told; instead of distinct_keys. Of an index
  // on one column, NULLs left out.
  std::vector<KeyGroup> groups = {};
  double tuple_bytes = 0;    // average of an entry where a sample told, else 0: from the columns
  bool deduplicates = true;  // false for INCLUDE indexes and types without equal images
  double fillfactor = 0.90;  // of leaf pages, fraction
};

struct BtreeSize {
  Pages pages;     // all of them, the meta page included
  int height = 0;  // levels below the root: 0 if the root is a leaf
};

BtreeSize estimate_btree_size(const BtreeShape& shape);

}  // namespace tend::index
