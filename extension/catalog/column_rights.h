// SPDX-License-Identifier: PostgreSQL
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Whether the current user may SELECT every one of these columns (attribute numbers).
bool may_read_columns(Oid table, const std::vector<int>& columns);

}  // namespace tend::ext
