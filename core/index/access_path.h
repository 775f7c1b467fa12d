// SPDX-License-Identifier: PostgreSQL
// The parts of a plan that indexes can change: how each table is read, what that costs, and how
// much of it the plan's own cost holds. Plain values; the planner's structures are read in the
// extension.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/units.h"

namespace tend::index {

// A candidate's number within one run: its position in the run's candidate list.
using CandidateId = std::uint32_t;

// Where a statement reads a table: the number, from 0, of that base relation in the order in which
// the planner comes to them, the same whenever it plans the same text.
using TablePlace = int;

// What a plan asks of the scan in one of its places.
struct AccessRole {
  TablePlace place = 0;
  // Range-table numbers of what it is probed with, ascending; empty: it is read by itself.
  std::vector<int> outer = {};
  // Keys of the order it delivers, each a hash of term, direction and NULLS; empty: none.
  std::vector<std::uint64_t> order = {};
};

// One way to read a table.
struct AccessPath {
  AccessRole role;
  Cost startup;                         // of one execution, up to the first row
  Cost total;                           // of one execution
  Cost hashing = {};                    // of putting its rows into a hash table
  std::vector<CandidateId> needs = {};  // ascending; empty: possible as the database is
};

// What a scan is joined with, if it is one side of a join by itself.
struct JoinPartner {
  enum class Side { kOuter, kInner };
  int join = 0;  // number of the join within the plan
  Side side = Side::kInner;
  std::vector<int> tables = {};  // range-table numbers on the other side, ascending; empty: none
  double rows = 0;               // from the other side
  // Of the join's cost up to its first row, and of the rest, in the plan's cost.
  double startup_weight = 0;
  double run_weight = 0;
};

// An access path as part of a plan. Its share of the plan's cost is
// startup_weight * startup + run_weight * (total - startup).
struct PlanLeaf {
  AccessPath path;  // with the order that the plan relies on
  double startup_weight = 1;
  double run_weight = 1;
  JoinPartner partner = {};
  // False where its share is not known, as in a subplan that runs once a row: no other path can
  // take its place.
  bool replaceable = true;
};

// The plan of one text.
struct PlanParts {
  Cost cost;
  std::vector<PlanLeaf> leaves;
  // Of a plan with parallel workers: how much more all but its scans would cost without them,
  // less what it takes to start them and to gather their rows. Absent: it has none.
  std::optional<Cost> serial_surcharge = {};
};

// The ways to read the tables of one text; several for each place.
using AccessPaths = std::vector<AccessPath>;

}  // namespace tend::index
