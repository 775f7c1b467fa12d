// SPDX-License-Identifier: PostgreSQL
// The size of a hypothetical B-tree: what statistics and sampled rows say of its keys, put to the
// model in core/index/size_model.h.
//
// Server code: call inside pg_call, in a subtransaction.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"
#include "extension/what_if/table_sample.h"

namespace tend::ext {

// Fills entries, pages and height of a leaf whose rows are known.
//   rows  of the table
void size_btree(HypotheticalLeaf* leaf, double rows, RunSamples* samples);

}  // namespace tend::ext
