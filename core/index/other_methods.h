// SPDX-License-Identifier: PostgreSQL
// Which indexes beside B-trees would serve one access to one table: GIN for what a value contains,
// BRIN for ranges of a large table that grows at its end.
//
// Source: docs/methods/index-advice.md#other-methods. Tested by
// tests/unit/index/other_methods_test.cpp.
#pragma once

#include <vector>

#include "core/index/access.h"
#include "core/index/relation.h"

namespace tend::index {

std::string_view name_of(Method method);

// Each once, in the clauses' order.
std::vector<IndexDefinition> other_method_indexes(const RelationAccess& access,
                                                  const RelationSnapshot& relation);

// True if the index is of another method than B-tree and a clause of the access is one for it.
bool serves_otherwise(const IndexDefinition& definition, const RelationAccess& access);

}  // namespace tend::index
