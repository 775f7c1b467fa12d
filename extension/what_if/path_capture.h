// SPDX-License-Identifier: PostgreSQL
// The ways in which the planner could read each table, and the path it ends with: what plans are
// made of, recorded while it plans.
//
// Server code that runs inside the planner's hooks; plan_parts.h turns the result into core values
// afterwards.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// The keys of an order, each a hash of term, direction and NULLS.
struct CapturedOrder {
  int count;
  uint64* keys;  // [count]
};

// A base relation of the statement; its place is its position in CapturedPlanning::tables.
struct CapturedTable {
  const PlannerInfo* root;
  const RelOptInfo* rel;
};

// One way to read a table.
struct CapturedPath {
  int place;
  List* indexes;  // OIDs, as in the path
  Relids outer;   // that it is probed with; NULL: it is read by itself
  CapturedOrder order;
  double startup, total;
  double hashing;  // cost of putting its rows into a hash table
};

// The cheapest path of one query level.
struct CapturedFinal {
  PlannerInfo* root;
  Path* path;
};

struct CapturedPlanning {
  // Records what each offered index alone would cost, and goes no further than that where tables
  // are joined: `stopped` then tells an error of ours from others.
  bool offers_alone;
  bool stopped;
  List* tables;  // of CapturedTable
  List* paths;   // of CapturedPath
  List* finals;  // of CapturedFinal
};

// From set_rel_pathlist_hook.
void capture_paths(CapturedPlanning* planning, PlannerInfo* root, RelOptInfo* rel);

// From join_search_hook, before it searches: raises an error if all that was asked for is known.
void stop_if_captured(CapturedPlanning* planning, const PlannerInfo* root);

// From create_upper_paths_hook.
void capture_final(CapturedPlanning* planning, PlannerInfo* root, UpperRelationKind stage,
                   const RelOptInfo* rel);

// The order that a path over a base relation delivers, as far as its own columns make it.
CapturedOrder order_of(const Path* path);

// OIDs of the indexes that a path over a base relation reads.
List* indexes_of(const Path* path);

}  // namespace tend::ext
