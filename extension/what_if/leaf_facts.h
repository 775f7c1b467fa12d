// SPDX-License-Identifier: PostgreSQL
// What the statistics say of the rows that a hypothetical index would hold.
//
// Server code: call inside pg_call, in a subtransaction.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"

namespace tend::ext {

struct ColumnFacts {
  Oid type;
  int32 modifier;
  int32 width;      // average from statistics, 0 if unknown
  double nulls;     // fraction
  double distinct;  // as in pg_statistic: > 0 a count, < 0 a fraction of rows, 0 unknown
};

// Of one key or payload column; `expression` walks the leaf's expressions from their head.
ColumnFacts column_facts(const HypotheticalLeaf* leaf, int position, ListCell** expression);

// How many of `distinct` values are expected among `entries` of the rows, drawn at random: the
// planner's own formula (selfuncs.c, estimate_num_groups).
double distinct_among(double distinct, double rows, double entries);

// The most common values of the index's first key.
struct CommonKeys {
  const float4* shares;  // [count] of the table's rows; in the current memory context
  int count;             // 0 if there are no statistics of it
};
CommonKeys common_keys(const HypotheticalLeaf* leaf);

// Rows of the table that satisfy the predicate (NIL: all), as the planner estimates them.
double planned_rows(Oid table, List* predicate);

// The statistics row of the one column an expression reads; NULL if there is none or it reads
// several. The caller releases it with ReleaseSysCache().
HeapTuple statistics_of_single_column(Oid table, Node* expression);

}  // namespace tend::ext
