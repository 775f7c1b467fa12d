// SPDX-License-Identifier: PostgreSQL
// Rows of a table, from all over it: what is asked of an index before it exists is asked of them.
//
// The sample is the same each time it is taken from the same table. Nothing of it is stored, and
// none is taken where it could show somebody what he may not see: from a table that hides rows from
// the current user (row security).
//
// Server code: call inside pg_call, in a subtransaction. Memory is the current context's.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Rows that are visible now, in the order in which they stand.
struct SampledRows {
  HeapTuple* rows;
  int count;
  double seen;         // visible rows of the blocks that were read
  BlockNumber blocks;  // that were read
  BlockNumber all_blocks;
};

// What the rows are to say.
enum class SampleKind {
  // How many rows are such and such: evenly spread over the table, so that one in order of time is
  // known everywhere.
  kRows,
  // What rows have in common: all of the blocks that were read, and these by chance, so that what
  // fills some neighbouring blocks is met as often as it should be.
  kBlocks,
};

// None from a table that is no heap, another session's temporary one, an unlogged one on a standby,
// or one that hides rows from the current user.
//   max_rows  kept; of the kind kBlocks, the last block's come on top
SampledRows sample_rows(Oid table, SampleKind kind, int max_rows);

}  // namespace tend::ext
