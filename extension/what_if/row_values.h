// SPDX-License-Identifier: PostgreSQL
// The values of a key, and the truth of a predicate, in sampled rows.
//
// Server code: call inside pg_call, in a subtransaction.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Whether the tree may be evaluated on rows nobody asked for: all of it is the server's own.
bool may_evaluate(Node* tree);

// A key's values, row by row.
struct KeyReader {
  TupleDesc row_type;
  AttrNumber column;  // 0 for an expression, which has the rest
  Oid type;
  int16 length;  // of the type
  bool by_value;
  EState* executor;
  ExprState* expression;
  TupleTableSlot* slot;
};

//   expression  the key with Vars of varno 1 if `column` is 0, else NULL
// The table stays open while the reader is.
KeyReader open_reader(Relation table, AttrNumber column, Node* expression);

// In the current memory context, or in the row.
Datum read_value(const KeyReader* reader, HeapTuple row, bool* is_null);

void close_reader(KeyReader* reader);

struct RowList {
  HeapTuple* rows;
  int count;
};

// Writes the positions of the rows that satisfy the predicate (implicit AND, Vars with varno 1; NIL
// lets all through) and returns how many they are.
// REQUIRES: may_evaluate(predicate).
int filter_rows(Relation table, List* predicate, RowList from, int* positions);

}  // namespace tend::ext
