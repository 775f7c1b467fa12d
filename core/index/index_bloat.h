// SPDX-License-Identifier: PostgreSQL
// B-trees that a rebuild would make much smaller.
//
// What a fresh index of the same entries would take is an estimate (core/index/size_model.h). It
// errs to the large side here: the number of different keys, which decides what deduplication
// saves, is taken at the upper end of what a sample of the table allows.
// Source: docs/methods/index-findings.md#bloated.
//
// Tested by tests/unit/index/index_bloat_test.cpp.
#pragma once

#include <vector>

#include "core/index/findings.h"

namespace tend::index {

// Of one table; for a partitioned one of each partitioned index as a whole, or else of those of its
// partitions that qualify by themselves.
//   tables  all of them: the partitions are among them
std::vector<Finding> find_bloat(const std::vector<CatalogTable>& tables);

// The most different keys that a sample with `distinct` expected ones allows for.
//   distinct  estimate for all entries, >= 0
//   entries   >= 0
// Returns 1 to entries.
double most_distinct(double distinct, double entries);

}  // namespace tend::index
