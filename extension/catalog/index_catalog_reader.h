// SPDX-License-Identifier: PostgreSQL
// All tables of this database with their indexes, foreign keys and counters, as core values; and
// what the current user may read of them.
//
// Reads catalogs, counters and the history's views as the current user. Opens no user table and so
// waits for nobody; sizes are those of the last VACUUM, ANALYZE or build.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/index_catalog.h"

namespace tend::ext {

// Columns that the current user may SELECT.
struct ReadableColumns {
  bool all = false;
  std::set<int> some;  // attribute numbers, if not all
};

struct IndexCatalogReading {
  index::IndexCatalog catalog;
  std::map<Oid, ReadableColumns> readable;  // of each table
};

// Leaves out temporary tables, system catalogs and pg_tend's own.
//   window  of the history in which scans are looked for; absent: all of it
IndexCatalogReading read_index_catalog(std::optional<Seconds> window);

}  // namespace tend::ext
