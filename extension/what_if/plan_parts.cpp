// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/plan_parts.h"

#include "extension/what_if/path_descent.h"
#include "extension/what_if/subplan_runs.h"

namespace tend::ext {

namespace {

const CapturedFinal* final_of(const PlannerInfo* root, const List* finals) {
  const ListCell* cell;
  foreach (cell, finals) {
    const CapturedFinal* final = static_cast<const CapturedFinal*>(lfirst(cell));
    if (final->root == root) return final;
  }
  return NULL;
}

}  // namespace

index::AccessPaths access_paths_from(const CapturedPlanning& planning,
                                     const CandidateOf& candidate_of) {
  index::AccessPaths paths;
  const ListCell* cell;
  foreach (cell, planning.paths) {
    const CapturedPath* path = static_cast<const CapturedPath*>(lfirst(cell));
    paths.push_back({.role = {.place = path->place,
                              .outer = numbers_of(path->outer),
                              .order = keys_of(path->order)},
                     .startup = Cost(path->startup),
                     .total = Cost(path->total),
                     .hashing = Cost(path->hashing),
                     .needs = needs_of(path->indexes, candidate_of)});
  }
  return paths;
}

index::PlanParts plan_parts_from(const CapturedPlanning& planning, Cost cost,
                                 const CandidateOf& candidate_of) {
  index::PlanParts parts{.cost = cost, .leaves = {}};
  // The outermost level ends last.
  const CapturedFinal* top =
      planning.finals ? static_cast<const CapturedFinal*>(llast(planning.finals)) : NULL;
  if (!top) return parts;
  const PlannerGlobal* statement = top->root->glob;
  PathDescent descent(planning, candidate_of, statement->subplans != NIL);
  descent.descend(top->path, {.ordered = is_ordered(top->root)});
  // Those inside others come before them.
  for (int plan_id = list_length(statement->subroots); plan_id > 0; plan_id--) {
    const CapturedFinal* final =
        final_of(static_cast<const PlannerInfo*>(list_nth(statement->subroots, plan_id - 1)),
                 planning.finals);
    if (!final) continue;
    const std::optional<double> runs =
        runs_once(plan_id, planning.finals) ? std::optional(1.0) : descent.runs_of(plan_id);
    descent.descend(final->path, {.startup = runs.value_or(1),
                                  .run = runs.value_or(1),
                                  .ordered = is_ordered(final->root),
                                  .replaceable = runs.has_value()});
  }
  parts.leaves = descent.take_leaves();
  parts.serial_surcharge = descent.serial_surcharge();
  return parts;
}

}  // namespace tend::ext
