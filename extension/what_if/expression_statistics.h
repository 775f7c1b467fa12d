// SPDX-License-Identifier: PostgreSQL
// What ANALYZE would store of an index expression if the index existed: NULLs, width, different
// values, the most common ones, a histogram, the order in the table. By the server's own
// computation, over a sample of the table's rows.
//
// Server code: call inside pg_call, in a subtransaction.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"
#include "extension/what_if/table_sample.h"

namespace tend::ext {

// Fills leaf->statistics. An expression that has extended statistics gets those, but for the number
// of different values: ANALYZE stores that of its sample there as if it were the table's
// (extended_stats.c, compute_expr_stats), and an index's own right. None for what has no extended
// statistics and may not be read, fails, or is not all the server's own.
void read_expression_statistics(HypotheticalLeaf* leaf, RunSamples* samples);

// Whether the planner would know what each expression finds: a partial index's statistics are about
// its own rows, and it takes them for none.
bool knows_expressions(const HypotheticalIndex* index);

}  // namespace tend::ext
