// SPDX-License-Identifier: PostgreSQL
// Which parts of a clause a B-tree index could be on. Server code: call inside pg_call or a hook.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// The column or expression of table `rti` that `node` is, without relabelling; NULL if it is none.
// Expressions count only if written as such (no implicit casts), immutable, and made of built-in
// functions: a candidate is planned again later, possibly by another role, and must not carry
// anybody's function with it.
Node* indexable_term(Node* node, Index rti);

// True if printing the tree and reading it again could run a function that no superuser put there:
// values of domains and of types made from them are checked by their author's code on input.
bool carries_foreign_values(Node* tree);

// True if a function in the tree is not the server's own.
bool calls_foreign_function(Node* tree);

// The operator family of the term type's default B-tree opclass; InvalidOid if it has none.
Oid default_btree_family(Node* term);

// The operator's strategy in that family (1 to 5), if the collation is the term's own; else 0.
int btree_strategy(Oid op, Oid collation, Node* term);

// True if a PARAM_EXEC, a value from outside the query level, occurs in the tree.
bool contains_outer_parameter(Node* tree);

}  // namespace tend::ext
