// SPDX-License-Identifier: PostgreSQL
// How many rows of a table have changed since its ANALYZE, from counters that may tell of the same
// rows twice.
//
// Sessions report their inserts up to a minute after they committed. What ANALYZE had already seen
// then counts as changed since, and as live rows beside those that ANALYZE found: right after a
// bulk load the server counts twice the rows that are there. Rows for which the table has no room
// cannot be there, so they are taken off.
//
// Source: docs/methods/index-advice.md#confidence; pgstat_report_analyze() of the server.
// Tested by tests/unit/index/modifications_test.cpp, sql/recommend_late_counters.sql.
#pragma once

#include <span>

#include "core/base/units.h"

namespace tend::index {

struct StoredColumn {
  double width = 0;          // bytes of a value that is not null, on average; >= 0
  int alignment = 1;         // bytes: 1, 2, 4 or 8
  bool fixed = false;        // every value is that wide
  double null_fraction = 0;  // 0 to 1
};

// The least bytes that a row of these columns, in their order, takes from its page on average.
// Padding is counted only where it is certain.
double least_row_width(std::span<const StoredColumn> columns);

struct ChangeCounters {
  double modified = 0;   // rows inserted, updated and deleted since ANALYZE, as counted; >= 0
  double live_rows = 0;  // as counted; >= 0
  Pages pages;           // of the table now
  double row_width = 0;  // bytes, at least 1: least_row_width()
};

// Returns how many of `modified` may be true, at least 0: all of them, unless the live rows do not
// fit into the table.
double credible_modifications(const ChangeCounters& counters);

}  // namespace tend::index
