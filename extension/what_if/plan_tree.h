// SPDX-License-Identifier: PostgreSQL
// Facts read off a finished plan: which indexes it scans and what it writes.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/access.h"
#include "core/index/plan_shape.h"

namespace tend::ext {

// Calls visit(plan, context) for every node of the plan and its subplans. Server code.
using PlanVisit = void (*)(Plan* plan, void* context);
void walk_plans(const PlannedStmt* plan, PlanVisit visit, void* context);

// OIDs of all indexes the plan and its subplans scan, hypothetical ones included. Server code.
List* scanned_indexes(const PlannedStmt* plan);

// One entry for each INSERT, UPDATE, DELETE or MERGE of the plan, modifying CTEs included.
std::vector<index::RelationWrite> writes_of(const PlannedStmt* plan);

// How it reads its tables and joins them; a partitioned table stands for its partitions.
index::PlanShape shape_of(const PlannedStmt* plan);

// Drops execution-time pruning of partitions at start-up: explaining a plan whose parameters have
// no values would fail on it. Server code.
void forget_initial_pruning(PlannedStmt* plan);

}  // namespace tend::ext
