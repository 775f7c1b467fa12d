// SPDX-License-Identifier: PostgreSQL
// A plan read from EXPLAIN's JSON: its total cost and its shape, for comparing arms.
#pragma once

#include <set>
#include <string>

#include "core/base/units.h"

namespace tend::bench {

struct Plan {
  Cost cost;
  std::string shape;      // nodes in order with what they read; indexes not in `known` as "new"
  bool uses_new = false;  // some node reads an index that is not in `known`
};

// `json` as EXPLAIN (FORMAT JSON) prints it; `known` the names of the indexes that exist anyway.
Plan read_plan(const std::string& json, const std::set<std::string>& known);

}  // namespace tend::bench
