// SPDX-License-Identifier: PostgreSQL
// The size of a hypothetical index from the statistics of its table and sampled rows of it: reads
// them, and asks the model of its access method in core/index: size_model.h (B-tree), gin_size.h,
// brin_size.h, hash_size.h.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/size_model.h"
#include "extension/what_if/hypothetical_index.h"
#include "extension/what_if/table_sample.h"

namespace tend::ext {

// Fills rows, entries, pages and height. Server code: call inside pg_call, in a subtransaction.
void size_leaf(HypotheticalLeaf* leaf, RunSamples* samples);

// A column or expression as an index stores it. Server code, as above.
//   width  average from statistics, bytes; 0 if unknown
//   nulls  fraction
index::ColumnShape stored_shape(Oid type, int32 modifier, int32 width, double nulls);

// Different values, NULL counted as one, from pg_statistic.stadistinct: > 0 a count, < 0 a fraction
// of `rows`, 0 unknown: as many as rows, so that nothing is assumed to share.
double distinct_values(double stadistinct, double nulls, double rows);

}  // namespace tend::ext
