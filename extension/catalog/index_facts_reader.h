// SPDX-License-Identifier: PostgreSQL
// The indexes of all tables: definitions, roles, sizes, and how often they were scanned.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/index_catalog.h"
#include "extension/boundary/spi.h"
#include "extension/catalog/existing_indexes.h"

namespace tend::ext {

// In order of their oids; parts of partitioned indexes have an element of their own, too.
std::vector<index::CatalogIndex> read_catalog_indexes(SqlSession& session, const TableNames& tables,
                                                      std::optional<Seconds> window);

}  // namespace tend::ext
