// SPDX-License-Identifier: PostgreSQL
// The epoch rule for plain counters (tables, indexes, database, waits, errors): counters that are
// kept together are reset together, so if any of them fell, all count from zero.
//
// Source: docs/methods/history.md#epochs. Tested by tests/unit/workload/counter_delta_test.cpp.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace tend::workload {

//   before  the last reading; empty if there was none, in which case `now` is the difference
//   now     the same counters in the same order, all >= 0
// Returns one difference per counter, none negative.
// REQUIRES: before is empty or as long as now.
std::vector<double> counter_delta(std::span<const double> before, std::span<const double> now);

// Whether any counter moved.
bool moved(std::span<const double> difference);

}  // namespace tend::workload
