// SPDX-License-Identifier: PostgreSQL
// What the sampled rows say of the entries a hypothetical B-tree would hold.
//
// Server code: call inside pg_call, in a subtransaction. Memory is the current context's.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"
#include "extension/what_if/table_sample.h"

namespace tend::ext {

// The sampled rows that would have an entry; of an index on one column, those that are not NULL.
struct SampledKeys {
  uint32* codes;   // [count] of the whole key
  uint32* blocks;  // [count] where each row stands
  int count;
  double tuple_bytes;  // average of an entry, payload included
};

// The rows that the leaf's predicate lets through; NULL if nothing may be read, or it fails.
const SampledPart* sampled_rows_of(const HypotheticalLeaf* leaf, TableSample* sample);

// False if too few rows were sampled, or a key cannot be had.
bool sample_keys(const HypotheticalLeaf* leaf, const SampledPart* part, TableSample* sample,
                 SampledKeys* keys);

}  // namespace tend::ext
