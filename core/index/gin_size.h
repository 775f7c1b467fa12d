// SPDX-License-Identifier: PostgreSQL
// How large a GIN index would be if it were built now, from a sample of the elements that it would
// hold.
//
// The model follows what one batch of a build writes: elements in ascending order, so that every
// split leaves an entry page half full; their rows as compressed lists beside them, or in full
// pages of their own where the list is too long for a tuple. How many different elements there
// are among the rows that were not sampled is the unknown: those seen often are scaled, the rest
// is estimated as in ANALYZE (Haas and Stokes, 1998), on its own, because the frequent ones say
// nothing of it.
// Source: docs/methods/what-if.md#gin-size, from src/backend/access/gin of PostgreSQL 15.
//
// Tested by tests/unit/index/gin_size_test.cpp and, against real indexes, by `make bench-whatif`.
#pragma once

#include <span>
#include <vector>

#include "core/base/units.h"

namespace tend::index {

// So many different elements were seen so often in the sample.
struct ElementFrequency {
  double occurrences = 0;  // of each, rows, >= 1
  double elements = 0;     // different ones, >= 1
};

// One key of the index: what its extraction function makes of the sampled rows.
struct GinColumn {
  double sampled_rows = 0;                    // > 0
  std::vector<ElementFrequency> frequencies;  // in any order
  double element_width = 8;                   // average stored bytes of an element, > 0
};

struct GinShape {
  double rows = 0;           // that the index covers
  double rows_per_page = 1;  // of the table, > 0
  std::vector<GinColumn> columns;
};

struct GinSize {
  Pages pages;       // all of them, the meta page included
  double items = 0;  // rows counted once for each of their elements
  int height = 0;    // levels of the entry tree below its root
};

GinSize estimate_gin_size(const GinShape& shape);

// Different elements among all rows, when `frequencies` were seen in the fraction `sampled` of
// them (0 to 1).
double estimate_elements(std::span<const ElementFrequency> frequencies, double sampled);

}  // namespace tend::index
