// SPDX-License-Identifier: PostgreSQL
// DROP INDEX as a what-if: which real indexes a statement would take away.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// The indexes that a DROP INDEX text names, leaves of partitioned indexes included; nothing if the
// text is no DROP INDEX. IF EXISTS and CONCURRENTLY are taken as written. Errors: 42704 no such
// index, 42809 not an index, 42601.
std::optional<std::vector<Oid>> dropped_indexes(const std::string& text);

}  // namespace tend::ext
