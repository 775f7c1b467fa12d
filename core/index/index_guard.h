// SPDX-License-Identifier: PostgreSQL
// What an index is needed for besides scans: constraints, replication, CLUSTER, foreign keys.
//
// Tested by tests/unit/index/surplus_test.cpp, tests/unit/index/unserved_key_test.cpp.
#pragma once

#include <string>

#include "core/index/index_catalog.h"

namespace tend::index {

// Why pg_tend never proposes to drop the index, as a clause; empty if it may.
std::string guard_of(const CatalogIndex& index);

// True if the checks of the foreign key find the rows of its child by this index: its leading
// columns are those of the key, in any order, for every row that has them.
bool serves(const CatalogIndex& index, const ForeignKey& key);

}  // namespace tend::index
