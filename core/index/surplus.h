// SPDX-License-Identifier: PostgreSQL
// Indexes that a table could do without: invalid, duplicate, redundant and unused ones.
//
// Tested by tests/unit/index/surplus_test.cpp.
#pragma once

#include <set>
#include <vector>

#include "core/index/findings.h"

namespace tend::index {

struct SurplusRules {
  const ObservedSpan& span;
  Seconds unused_after;
  const std::vector<ForeignKey>& foreign_keys;
  const std::set<RelationId>& stand_ins;  // parts that are needed whatever their own scans say
};

// Parts of partitioned indexes for whose sake a partition's own index is dropped that is in use: it
// takes the scans that they would get.
std::set<RelationId> parts_that_stand_in(const IndexCatalog& catalog, Seconds unused_after);

// Of one table or partition; at most one finding an index.
std::vector<Finding> find_surplus(const CatalogTable& table, const SurplusRules& rules);

// All parts together.
Pages pages_of(const CatalogIndex& index);

}  // namespace tend::index
