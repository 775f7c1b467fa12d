// SPDX-License-Identifier: PostgreSQL
// What a run remembers of the tables it has sampled, so that hundreds of candidates on a table cost
// one reading of it: of each column a code and a width per row, never the values.
//
// Server code: call inside pg_call, in a subtransaction.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/row_sample.h"

namespace tend::ext {

// A column or an expression in the sampled rows.
struct SampledColumn {
  AttrNumber column;  // 0: the expression
  Node* expression;
  uint32* codes;   // [rows] equal if the values are, to the byte
  uint16* widths;  // [rows] stored bytes; 0 for NULL
  int nulls;       // rows that have none; -1 if the expression could not be evaluated
};

// The rows that satisfy a predicate; all of them for none.
struct SampledPart {
  List* predicate;
  int* rows;  // positions, ascending
  int count;  // -1 if the predicate could not be evaluated
};

struct RowSet {
  SampledRows sampled;
  uint32* blocks;  // [rows] where each stands
  List* parts;     // of SampledPart
};

struct TableSample {
  Oid table;
  MemoryContext context;
  uint64 last_used;
  RowSet keys;      // of the kind kBlocks
  List* columns;    // of SampledColumn, in `keys`
  bool has_spread;  // it has been asked for
  RowSet spread;    // of the kind kRows
};

// All samples of a run. Bounded in memory, and in the blocks that it reads: after those, an index
// is judged by statistics alone.
struct RunSamples {
  MemoryContext context;
  List* tables;           // of TableSample
  List* expressions;      // of ExpressionStatistics, expression_statistics.cpp
  double blocks_to_read;  // left
  uint64 clock;
};

RunSamples* make_run_samples(MemoryContext context);

// The table's rows; NULL if there are none or they may not be read. Valid until the next call.
TableSample* sample_of(RunSamples* samples, Oid table);

// The same table's rows for statistics; NULL if they cannot be had.
RowSet* spread_rows_of(RunSamples* samples, TableSample* sample);

// NULL if it cannot be had: an expression that is not the server's own, or fails.
const SampledColumn* sampled_column(TableSample* sample, AttrNumber column, Node* expression);
const SampledPart* sampled_part(TableSample* sample, RowSet* rows, List* predicate);

}  // namespace tend::ext
