// SPDX-License-Identifier: PostgreSQL
// The tables that the what-if bench plans against, in a schema of their own.
//
// Method: a shop and its neighbours, filled from a fixed seed: skewed and correlated columns, keys
// of many types and widths, NULL-heavy and low-cardinality columns, partitions (one with another
// column order), views, empty and tiny tables. Rows are only inserted and then vacuumed, so that
// an index built inside a transaction may be used there (no HOT chains) and heap pages are
// all-visible.
#pragma once

#include <string>
#include <vector>

namespace tend::bench {

inline const std::string kSchema = "bench_whatif";

// The statements that make, fill, vacuum and analyze everything, in order.
std::vector<std::string> table_statements();

}  // namespace tend::bench
