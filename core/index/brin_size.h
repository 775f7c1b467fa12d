// SPDX-License-Identifier: PostgreSQL
// How large a BRIN index would be if it were built now: a summary for each range of pages, and the
// map that finds them.
//
// Source: docs/methods/what-if.md#brin-size, from src/backend/access/brin of PostgreSQL 15.
// Tested by tests/unit/index/brin_size_test.cpp and, against real indexes, by `make bench-whatif`.
#pragma once

#include "core/base/units.h"

namespace tend::index {

// The server's default of the storage parameter.
inline constexpr int kBrinPagesPerRange = 128;

struct BrinShape {
  Pages heap_pages;
  int pages_per_range = kBrinPagesPerRange;  // > 0
  double summary_bytes = 8;  // of one range, all columns together, without the tuple's header
};

struct BrinSize {
  Pages pages;        // all of them, the meta page included
  double ranges = 0;  // of pages, each with one summary
};

BrinSize estimate_brin_size(const BrinShape& shape);

}  // namespace tend::index
