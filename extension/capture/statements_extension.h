// SPDX-License-Identifier: PostgreSQL
// Where pg_stat_statements lives in this database, by what the extension owns: a name alone could
// be anybody's. In a schema that others may create in, a view planted under the name of one that an
// older version lacks would be run by whoever looks for it.
//
// Tested by tests/tap/planted_names.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

struct StatementsExtension {
  std::string entries;              // the function of the entries (showtext boolean), qualified
  std::optional<std::string> info;  // the function of the newest reset; absent before 1.9
  std::set<std::string> columns;    // of an entry
};

// Nothing if pg_stat_statements is not installed in this database.
std::optional<StatementsExtension> find_statements_extension();

}  // namespace tend::ext
