// SPDX-License-Identifier: PostgreSQL
// The planner's hooks: show it indexes that do not exist, hide some that do, and watch what it
// looks for. All are idle unless a PlanningScope is open, and then act only at the first planner
// level: a function folded while planning plans its own statements, and must never see a
// hypothetical index ("could not open relation with OID ...").
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/hypothetical_index.h"
#include "extension/what_if/path_capture.h"

namespace tend::ext {

// Installs the hooks, keeping whatever stood there before; called once from _PG_init.
void init_planner_hooks();

// What one planning run shows, hides and records. Lists of server structures: the hooks read it.
struct PlanningView {
  List* offered = NIL;  // of HypotheticalLeaf
  List* hidden = NIL;   // OIDs of real indexes
  bool records_accesses = false;
  List* accesses = NIL;  // of CapturedAccess, filled by the hooks
  bool records_parts = false;
  CapturedPlanning planning = {};  // filled by the hooks
  int depth = 0;                   // planner levels entered
};

// Makes the view the active one for its lifetime. Scopes nest: a function folded while planning may
// itself call tend.what_if().
class PlanningScope {
 public:
  explicit PlanningScope(PlanningView* view);
  ~PlanningScope();
  PlanningScope(const PlanningScope&) = delete;
  PlanningScope& operator=(const PlanningScope&) = delete;

 private:
  PlanningView* outer_;
};

}  // namespace tend::ext
