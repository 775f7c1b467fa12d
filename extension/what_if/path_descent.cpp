// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/path_descent.h"

#include "extension/boundary/guard.h"
#include "extension/what_if/subplan_runs.h"

namespace tend::ext {

namespace {

using index::JoinPartner;

// All of it is read before the first row comes out above.
Wanted whole(Wanted wanted) {
  wanted.run = wanted.startup;
  wanted.ordered = false;
  wanted.partner = {};
  return wanted;
}

Wanted without_partner(Wanted wanted) {
  wanted.partner = {};
  return wanted;
}

Wanted in_order(Wanted wanted) {
  wanted.ordered = true;
  wanted.partner = {};
  return wanted;
}

// The share of its time that the leader loses for each worker (costsize.c, get_parallel_divisor).
constexpr double kLeaderLoss = 0.3;

}  // namespace

bool is_ordered(const PlannerInfo* root) {
  return root->sort_pathkeys != NIL;
}

PathDescent::PathDescent(const CapturedPlanning& planning, const CandidateOf& candidate_of,
                         bool any_subplans)
    : candidate_of_(candidate_of), any_subplans_(any_subplans) {
  int place = 0;
  const ListCell* cell;
  foreach (cell, planning.tables) {
    places_[static_cast<const CapturedTable*>(lfirst(cell))->rel] = place++;
  }
}

std::optional<double> PathDescent::runs_of(int plan_id) const {
  const auto found = runs_.find(plan_id);
  return found == runs_.end() ? std::nullopt : std::optional(found->second);
}

void PathDescent::descend_list(const List* paths, const Wanted& wanted) {
  const ListCell* cell;
  foreach (cell, paths) descend(static_cast<const Path*>(lfirst(cell)), wanted);
}

// One side of the join that was met last.
Wanted PathDescent::joined(const Wanted& wanted, JoinPartner::Side side, const Path* other) const {
  Wanted below = wanted;
  below.partner = {.join = joins_,
                   .side = side,
                   .tables = numbers_of(other->parent->relids),
                   .rows = other->rows,
                   .startup_weight = wanted.startup,
                   .run_weight = wanted.run};
  return below;
}

void PathDescent::descend_nested_loop(const JoinPath* join, const Wanted& wanted) {
  const Path* outer = join->outerjoinpath;
  const Path* inner = join->innerjoinpath;
  joins_++;
  // The outer side cannot be probed with what is probed with it.
  Wanted inside = joined(wanted, JoinPartner::Side::kInner, outer);
  descend(outer, without_partner(wanted));
  inside.ordered = false;
  inside.startup = inside.run = wanted.run;
  const Path* rescanned = inner;
  if (IsA(inner, MemoizePath)) rescanned = reinterpret_cast<const MemoizePath*>(inner)->subpath;
  if (!IsA(inner, MaterialPath)) {
    // What the join adds bounds how often it is read: rows found again in a memo, or a first
    // match that ends the search, spare some.
    double loops = std::max(outer->rows, 1.0);
    const double added = join->path.total_cost - outer->total_cost;
    if (rescanned->total_cost > 0) loops = std::min(loops, added / rescanned->total_cost);
    inside.startup = inside.run = wanted.run * std::max(loops, 0.0);
  }
  descend(inner, inside);
}

void PathDescent::descend_hash(const JoinPath* join, const Wanted& wanted) {
  joins_++;
  Wanted outer = joined(wanted, JoinPartner::Side::kOuter, join->innerjoinpath);
  Wanted inner = joined(wanted, JoinPartner::Side::kInner, join->outerjoinpath);
  outer.ordered = inner.ordered = false;
  inner.run = inner.startup;
  descend(join->outerjoinpath, outer);
  descend(join->innerjoinpath, inner);
}

void PathDescent::descend_merge(const MergePath* merge, const Wanted& wanted) {
  joins_++;
  const auto side_of = [&](JoinPartner::Side side, const Path* other, const List* sorted_here) {
    Wanted below = joined(wanted, side, other);
    below.ordered = !sorted_here;
    if (sorted_here) below.run = below.startup;
    return below;
  };
  const Path* left = merge->jpath.outerjoinpath;
  const Path* right = merge->jpath.innerjoinpath;
  const Wanted outer = side_of(JoinPartner::Side::kOuter, right, merge->outersortkeys);
  const Wanted inner = side_of(JoinPartner::Side::kInner, left, merge->innersortkeys);
  descend(left, outer);
  descend(right, inner);
}

void PathDescent::descend_limit(const LimitPath* limit, Wanted wanted) {
  const Path* below = limit->subpath;
  const double run = below->total_cost - below->startup_cost;
  const double taken = limit->path.total_cost - below->startup_cost;
  if (run > 0) wanted.run *= std::clamp(taken / run, 0.0, 1.0);
  wanted.partner = {};
  descend(below, wanted);
}

void PathDescent::descend_minmax(const MinMaxAggPath* path, const Wanted& wanted) {
  const ListCell* cell;
  foreach (cell, path->mmaggregates) {
    const MinMaxAggInfo* each = lfirst_node(MinMaxAggInfo, cell);
    Wanted first = in_order(wanted);
    const double run = each->path->total_cost - each->path->startup_cost;
    if (run > 0) {
      first.run *= std::clamp((each->pathcost - each->path->startup_cost) / run, 0.0, 1.0);
    }
    descend(each->path, first);
  }
}

// What the workers do is their share of the rows; without them all of it would be done at once.
void PathDescent::descend_gather(const Path* path, const Path* below, int workers,
                                 const Wanted& wanted) {
  const size_t first = leaves_.size();
  descend(below, wanted);
  double scans = 0;
  for (size_t i = first; i < leaves_.size(); i++) {
    const index::AccessPath& scan = leaves_[i].path;
    scans += leaves_[i].startup_weight * scan.startup.value() +
             leaves_[i].run_weight * (scan.total - scan.startup).value();
  }
  const double others = std::max(below->total_cost - scans, 0.0);
  const double shares = workers + std::max(1 - kLeaderLoss * workers, 0.0);
  const double starting = path->startup_cost - below->startup_cost;
  const double gathering = path->total_cost - below->total_cost - starting;
  serial_surcharge_ =
      serial_surcharge_.value_or(Cost(0)) +
      Cost(wanted.startup * (others * (shares - 1) - starting) - wanted.run * gathering);
}

// A subplan among what a path gives out runs once a row. Paths above it repeat the expression, so
// the lowest one counts.
void PathDescent::count_runs(const List* expressions, double runs) {
  const ListCell* cell;
  foreach (cell, subplans_in(expressions)) {
    const SubPlan* subplan = lfirst_node(SubPlan, cell);
    runs_[subplan->plan_id] = subplan->useHashTable ? 1 : runs;
  }
}

void PathDescent::add_leaf(const Path* path, const Wanted& wanted) {
  const auto place = places_.find(path->parent);
  if (place == places_.end()) return;
  if (any_subplans_) {
    count_runs(path->parent->baserestrictinfo, wanted.run * rows_looked_at(path));
  }
  CapturedOrder order{0, NULL};
  List* indexes = NIL;
  pg_call([&] {
    if (wanted.ordered) order = order_of(path);
    indexes = indexes_of(path);
  });
  leaves_.push_back({.path = {.role = {.place = place->second,
                                       .outer = numbers_of(PATH_REQ_OUTER(path)),
                                       .order = keys_of(order)},
                              .startup = Cost(path->startup_cost),
                              .total = Cost(path->total_cost),
                              .needs = needs_of(indexes, candidate_of_)},
                     .startup_weight = wanted.startup,
                     .run_weight = wanted.run,
                     .partner = wanted.partner,
                     .replaceable = wanted.replaceable});
}

void PathDescent::descend(const Path* path, const Wanted& wanted) {
  if (any_subplans_) count_runs(path->pathtarget->exprs, wanted.run * path->rows);
  switch (nodeTag(path)) {
    case T_NestPath: return descend_nested_loop(reinterpret_cast<const JoinPath*>(path), wanted);
    case T_HashPath: return descend_hash(reinterpret_cast<const JoinPath*>(path), wanted);
    case T_MergePath: return descend_merge(reinterpret_cast<const MergePath*>(path), wanted);
    case T_LimitPath: return descend_limit(reinterpret_cast<const LimitPath*>(path), wanted);
    case T_MinMaxAggPath:
      return descend_minmax(reinterpret_cast<const MinMaxAggPath*>(path), wanted);
    case T_AppendPath:
      return descend_list(reinterpret_cast<const AppendPath*>(path)->subpaths, wanted);
    case T_MergeAppendPath:
      return descend_list(reinterpret_cast<const MergeAppendPath*>(path)->subpaths,
                          in_order(wanted));
    case T_MaterialPath:
      return descend(reinterpret_cast<const MaterialPath*>(path)->subpath, wanted);
    case T_MemoizePath: return descend(reinterpret_cast<const MemoizePath*>(path)->subpath, wanted);
    case T_ProjectionPath:
      return descend(reinterpret_cast<const ProjectionPath*>(path)->subpath, wanted);
    case T_SubqueryScanPath: {
      Wanted within = without_partner(wanted);
      within.ordered |= is_ordered(path->parent->subroot);
      return descend(reinterpret_cast<const SubqueryScanPath*>(path)->subpath, within);
    }
    case T_ProjectSetPath:
      return descend(reinterpret_cast<const ProjectSetPath*>(path)->subpath,
                     without_partner(wanted));
    case T_GatherPath: {
      // Of one table: one more way to read it.
      if (places_.contains(path->parent)) return add_leaf(path, wanted);
      const GatherPath* gather = reinterpret_cast<const GatherPath*>(path);
      return descend_gather(path, gather->subpath, gather->num_workers, without_partner(wanted));
    }
    case T_GatherMergePath: {
      const GatherMergePath* gather = reinterpret_cast<const GatherMergePath*>(path);
      return descend_gather(path, gather->subpath, gather->num_workers, in_order(wanted));
    }
    case T_SortPath:
      return descend(reinterpret_cast<const SortPath*>(path)->subpath, whole(wanted));
    case T_IncrementalSortPath:
      return descend(reinterpret_cast<const SortPath*>(path)->subpath, in_order(wanted));
    case T_UniquePath:
      return descend(reinterpret_cast<const UniquePath*>(path)->subpath, whole(wanted));
    case T_UpperUniquePath:
      return descend(reinterpret_cast<const UpperUniquePath*>(path)->subpath, in_order(wanted));
    case T_GroupPath:
      return descend(reinterpret_cast<const GroupPath*>(path)->subpath, in_order(wanted));
    case T_AggPath: {
      const AggPath* aggregate = reinterpret_cast<const AggPath*>(path);
      return descend(aggregate->subpath,
                     aggregate->aggstrategy == AGG_SORTED ? in_order(wanted) : whole(wanted));
    }
    case T_GroupingSetsPath:
      return descend(reinterpret_cast<const GroupingSetsPath*>(path)->subpath, in_order(wanted));
    case T_WindowAggPath:
      return descend(reinterpret_cast<const WindowAggPath*>(path)->subpath, in_order(wanted));
    case T_SetOpPath:
      return descend_list(pg_call([&] { return tend_set_operation_inputs(path); }), whole(wanted));
    case T_LockRowsPath:
      return descend(reinterpret_cast<const LockRowsPath*>(path)->subpath, without_partner(wanted));
    case T_ModifyTablePath:
      return descend(reinterpret_cast<const ModifyTablePath*>(path)->subpath,
                     without_partner(wanted));
    case T_RecursiveUnionPath: {
      const RecursiveUnionPath* both = reinterpret_cast<const RecursiveUnionPath*>(path);
      descend(both->leftpath, without_partner(wanted));
      Wanted again = without_partner(wanted);
      again.replaceable = false;
      return descend(both->rightpath, again);
    }
    default: return add_leaf(path, wanted);
  }
}

}  // namespace tend::ext
