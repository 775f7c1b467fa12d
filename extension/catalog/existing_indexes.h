// SPDX-License-Identifier: PostgreSQL
// The indexes a table has, as core definitions: printed term by term in the spelling that
// candidates use, so that the two can be compared.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/relation.h"
#include "extension/boundary/spi.h"

namespace tend::ext {

std::vector<index::ExistingIndex> read_existing_indexes(SqlSession& session,
                                                        const index::RelationSnapshot& relation);

}  // namespace tend::ext
