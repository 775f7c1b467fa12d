// SPDX-License-Identifier: PostgreSQL
// What an existing B-tree holds, for estimating the size of a fresh one.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/size_model.h"

namespace tend::ext {

struct IndexToSize {
  Oid index;
  double entries;     // at the time its size was counted
  bool deduplicates;  // its keys can be merged, and it is allowed to
  double fillfactor;  // fraction
};

// From the statistics of its table and its expressions; absent if the index is gone.
std::optional<index::BtreeShape> read_index_shape(const IndexToSize& wanted);

}  // namespace tend::ext
