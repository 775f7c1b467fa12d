// SPDX-License-Identifier: PostgreSQL
// What a GIN index would store, found out on a sample of the table's rows: no statistic knows the
// elements of a document or the trigrams of a text, and those of an array only the most common.
//
// Only counts leave the sample.
//
// Server code: call inside pg_call, in a subtransaction. Memory is the current context's.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/gin_size.h"
#include "extension/what_if/hypothetical_index.h"
#include "extension/what_if/table_sample.h"

namespace tend::ext {

struct ElementSample {
  double rows;                           // that were read
  index::ElementFrequency* frequencies;  // [count]
  int count;
  double width;  // average stored bytes of an element
};

// The elements that the operator class of key `position` makes of these rows of the sample.
// `expression` is the key, NULL for a column. False if nothing was sampled or the expression is not
// all the server's own: what others made runs for nobody but a caller who asks for it.
bool sample_elements(const HypotheticalLeaf* leaf, int position, Node* expression,
                     const SampledPart* part, const TableSample* from, ElementSample* elements);

}  // namespace tend::ext
