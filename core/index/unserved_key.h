// SPDX-License-Identifier: PostgreSQL
// Foreign keys whose checks read the whole child table, because no index leads with their columns.
//
// Every delete of a parent row looks for its children. What that costs is known: deletes of the
// parent a day, times the pages of the child. Keys whose parent rows are never deleted need no
// index for that.
//
// Tested by tests/unit/index/unserved_key_test.cpp.
#pragma once

#include <vector>

#include "core/index/findings.h"

namespace tend::index {

std::vector<Finding> find_unserved_keys(const IndexCatalog& catalog,
                                        const NameIsFree& is_name_free);

}  // namespace tend::index
