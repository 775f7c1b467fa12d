// SPDX-License-Identifier: PostgreSQL
// What a GIN index would store, found out on a sample of the table's rows: no statistic knows the
// elements of a document or the trigrams of a text, and those of an array only the most common.
//
// The sample is the same each time it is taken from the same table. Only counts leave it.
//
// Server code: call inside pg_call, in a subtransaction. Memory is the current context's.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/gin_size.h"
#include "extension/what_if/hypothetical_index.h"

namespace tend::ext {

// Rows that are visible now, from blocks drawn at random.
struct SampledRows {
  HeapTuple* rows;
  int count;
  int blocks;
};

// None from a table that is no heap, another session's temporary one, or one that hides rows from
// the current user (row security).
SampledRows sample_rows(Oid table);

struct ElementSample {
  double rows;                           // that were read
  index::ElementFrequency* frequencies;  // [count]
  int count;
  double width;  // average stored bytes of an element
};

// The elements that the operator class of key `position` makes of the sampled rows. `expression` is
// the key, NULL for a column. False if nothing was sampled or the expression calls functions that
// are not the server's own: those run for nobody but a caller who asks for it.
bool sample_elements(const HypotheticalLeaf* leaf, int position, Node* expression,
                     const SampledRows* sampled, ElementSample* elements);

}  // namespace tend::ext
