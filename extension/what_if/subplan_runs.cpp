// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/subplan_runs.h"

#include "extension/boundary/guard.h"
#include "extension/what_if/path_capture.h"

namespace tend::ext {

namespace {

bool collect_subplans(Node* node, void* context) {
  if (!node) return false;
  List** found = static_cast<List**>(context);
  if (IsA(node, AlternativeSubPlan)) {
    node =
        static_cast<Node*>(linitial(reinterpret_cast<const AlternativeSubPlan*>(node)->subplans));
  }
  if (IsA(node, SubPlan)) *found = lappend(*found, node);
  if (IsA(node, RestrictInfo)) {
    node = reinterpret_cast<Node*>(reinterpret_cast<const RestrictInfo*>(node)->clause);
    return collect_subplans(node, context);
  }
  return tend_walk_expression(node, collect_subplans, context);
}

}  // namespace

const List* subplans_in(const List* expressions) {
  return pg_call([&] {
    List* found = NIL;
    const ListCell* cell;
    foreach (cell, expressions) (void)collect_subplans(static_cast<Node*>(lfirst(cell)), &found);
    return found;
  });
}

double rows_looked_at(const Path* path) {
  const double rows = path->parent->tuples;
  switch (nodeTag(path)) {
    case T_IndexPath: return rows * reinterpret_cast<const IndexPath*>(path)->indexselectivity;
    case T_BitmapHeapPath: {
      const Path* bitmap = reinterpret_cast<const BitmapHeapPath*>(path)->bitmapqual;
      if (!IsA(bitmap, IndexPath)) return path->rows;
      return rows * reinterpret_cast<const IndexPath*>(bitmap)->indexselectivity;
    }
    default: return rows;
  }
}

bool runs_once(int plan_id, const List* finals) {
  const ListCell* level;
  foreach (level, finals) {
    const ListCell* cell;
    foreach (cell, static_cast<const CapturedFinal*>(lfirst(level))->root->init_plans) {
      if (lfirst_node(SubPlan, cell)->plan_id == plan_id) return true;
    }
  }
  return false;
}

}  // namespace tend::ext
