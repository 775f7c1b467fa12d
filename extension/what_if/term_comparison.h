// SPDX-License-Identifier: PostgreSQL
// A clause `term op value` of one table, turned round if it was written `value op term`.
//
// Server code: call inside a hook.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/captured_term.h"

namespace tend::ext {

struct TermComparison {
  Node* term;   // as indexable_term() gives it; NULL if the clause is none of this form
  Node* value;  // does not mention the table, and calls nothing volatile
  Oid op;       // with the term on its left
  Oid collation;
};

TermComparison term_comparison(const PlannedTable& at, const OpExpr* clause);

}  // namespace tend::ext
