// SPDX-License-Identifier: PostgreSQL
// Predicates that an access proves and that are worth an index of their own.
//
// Source: docs/methods/index-advice.md#partial. Tested by tests/unit/index/candidates_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/index/access.h"

namespace tend::index {

struct Predicate {
  std::string text;          // as the server prints it; empty for a total index
  std::vector<int> columns;  // it reads, ascending
};

// An access as a partial index sees it: the predicate holds for every row, the rest is the keys'.
struct PartialAccess {
  Predicate predicate;
  RelationAccess rest;
};

// One for each predicate, and for each pair joined by AND, that is provable from the statement's
// text and keeps a share of the rows within the limits of candidates.h.
std::vector<PartialAccess> partial_accesses(const RelationAccess& access);

}  // namespace tend::index
