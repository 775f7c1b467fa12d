// SPDX-License-Identifier: PostgreSQL
// The indexes a table has, as core definitions: printed term by term in the spelling that
// candidates use, so that the two can be compared.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/relation.h"
#include "extension/boundary/spi.h"

namespace tend::ext {

// Of each table its name, schema-qualified and quoted.
using TableNames = std::map<Oid, std::string>;

// In order of their oids; definition.relation tells the table. One that is dropped meanwhile is
// left out.
std::vector<index::ExistingIndex> read_existing_indexes(SqlSession& session,
                                                        const TableNames& tables);
std::vector<index::ExistingIndex> read_existing_indexes(SqlSession& session,
                                                        const index::RelationSnapshot& relation);

}  // namespace tend::ext
