// SPDX-License-Identifier: PostgreSQL
// The size of a hypothetical index from the statistics of its table: reads them, and asks the model
// of core/index/size_model.h.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"

namespace tend::ext {

// Fills entries, pages and height. Server code: call inside pg_call, in a subtransaction.
void size_leaf(HypotheticalLeaf* leaf);

// The statistics row of the one column an expression reads; NULL if there is none or it reads
// several. The caller releases it with ReleaseSysCache().
HeapTuple statistics_of_single_column(Oid table, Node* expression);

}  // namespace tend::ext
