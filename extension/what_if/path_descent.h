// SPDX-License-Identifier: PostgreSQL
// The cost of a plan followed down to its scans. What stands above a scan takes its rows one by
// one, so that what it costs after the first row counts as often as they are wanted (a LIMIT wants
// a part, a nested loop's inner side is read once a row of the outer one); or it reads all of it
// before it gives a row (a sort, a hash table), and then all counts as its start-up.
//
// Source of the weights: docs/methods/index-advice.md#composed-plans.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/access_path.h"
#include "extension/what_if/captured_values.h"
#include "extension/what_if/path_capture.h"

namespace tend::ext {

// How a path is wanted by what stands above it.
struct Wanted {
  double startup = 1;  // weight of its cost up to the first row
  double run = 1;      // weight of the rest
  bool ordered = false;
  bool replaceable = true;
  index::JoinPartner partner = {};
};

// Collects the scans below paths. REQUIRES: planning and candidate_of outlive it.
class PathDescent {
 public:
  PathDescent(const CapturedPlanning& planning, const CandidateOf& candidate_of, bool any_subplans);

  void descend(const Path* path, const Wanted& wanted);

  // How often the planner takes a subplan to run; nothing if it met it nowhere.
  std::optional<double> runs_of(int plan_id) const;
  std::vector<index::PlanLeaf> take_leaves() { return std::move(leaves_); }
  std::optional<Cost> serial_surcharge() const { return serial_surcharge_; }

 private:
  Wanted joined(const Wanted& wanted, index::JoinPartner::Side side, const Path* other) const;
  void descend_list(const List* paths, const Wanted& wanted);
  void descend_nested_loop(const JoinPath* join, const Wanted& wanted);
  void descend_hash(const JoinPath* join, const Wanted& wanted);
  void descend_merge(const MergePath* merge, const Wanted& wanted);
  void descend_limit(const LimitPath* limit, Wanted wanted);
  void descend_minmax(const MinMaxAggPath* path, const Wanted& wanted);
  void descend_gather(const Path* path, const Path* below, int workers, const Wanted& wanted);
  void count_runs(const List* expressions, double runs);
  void add_leaf(const Path* path, const Wanted& wanted);

  const CandidateOf& candidate_of_;
  std::map<const RelOptInfo*, int> places_;
  bool any_subplans_;
  int joins_ = 0;
  std::vector<index::PlanLeaf> leaves_;
  std::map<int, double> runs_;
  std::optional<Cost> serial_surcharge_;
};

// Whether the query level's rows are wanted in an order.
bool is_ordered(const PlannerInfo* root);

}  // namespace tend::ext
