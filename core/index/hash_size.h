// SPDX-License-Identifier: PostgreSQL
// How large a hash index would be if it were built now: a power of two (or a quarter step between
// two) of buckets, and overflow pages where many rows share a bucket.
//
// Source: docs/methods/what-if.md#hash-size, from src/backend/access/hash of PostgreSQL 15.
// Tested by tests/unit/index/hash_size_test.cpp and, against real indexes, by `make bench-whatif`.
#pragma once

#include "core/base/units.h"

namespace tend::index {

// entries: rows that are not null, >= 0; distinct: different values among them, 1 to entries.
Pages estimate_hash_pages(double entries, double distinct);

}  // namespace tend::index
