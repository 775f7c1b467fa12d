// SPDX-License-Identifier: PostgreSQL
// An index that only the planner sees: made from the text of a CREATE INDEX statement, kept as
// plain server structures, turned into an IndexOptInfo whenever its table is planned.
//
// On a partitioned table it has a leaf for every partition, each with its own attribute numbers.
// All memory belongs to the context given at creation; everything here is trivially destructible,
// because the planner's hooks read it and a server error jumps over them.
//
// The functions below are server code: call them inside pg_call, in a subtransaction.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

struct HypotheticalIndex;
struct RunSamples;

// The index on one table or one partition.
struct HypotheticalLeaf {
  const HypotheticalIndex* index;
  Oid fake_oid;  // not in pg_class; comes back in plan nodes
  Oid table;
  AttrNumber* columns;  // [index->column_count]; 0 for an expression
  List* expressions;    // of the zero columns in order, Vars with varno 1
  List* predicate;      // implicit AND, Vars with varno 1; NIL if total
  // Of each expression, what ANALYZE would store of it; NULL if that is not known.
  HeapTuple* statistics;
  double rows;     // that it covers, expected
  double entries;  // that it stores: one a row in a B-tree, one an element in a GIN index
  BlockNumber pages;
  int height;
};

struct HypotheticalIndex {
  uint32 number;     // the caller's, comes back as "used"
  const char* name;  // shown by EXPLAIN
  Oid table;         // as named in the statement
  Oid method;        // its access method
  bool unique;
  bool deduplicates;
  int column_count;  // keys and payload
  int key_count;
  Oid* opfamily;  // [key_count], like the next five
  Oid* opcintype;
  Oid* stored_type;  // of its entries; differs from the column's in a GIN index
  Oid* collation;
  bool* reverse_sort;
  bool* nulls_first;
  List* leaves;  // of HypotheticalLeaf
};

// Where a definition comes from. A user's text: its names resolve as the caller's do, and the
// caller must hold SELECT on every column it mentions. A candidate: the table is known by its OID,
// and the rights were those of the statement it was found in.
struct IndexSource {
  Oid table = InvalidOid;  // of a candidate; InvalidOid for a user's text
  bool is_candidate() const { return OidIsValid(table); }
};

// Parses one CREATE INDEX statement and sizes the index; what it needs to know of the tables' rows
// comes from `samples`, and what it finds out stays there. Errors are the server's own: 42601 not
// one CREATE INDEX, 42P01 no such table, 42501 no right to read a column, 42P17 mutable expression,
// 0A000 an access method that cannot be hypothetical, or what the method cannot do.
HypotheticalIndex* make_hypothetical_index(const char* ddl, uint32 number, Oid first_fake_oid,
                                           IndexSource source, RunSamples* samples,
                                           MemoryContext context);

// What the planner is shown in place of the index; allocated in the current memory context.
IndexOptInfo* make_index_info(const HypotheticalLeaf* leaf, RelOptInfo* rel);

}  // namespace tend::ext
