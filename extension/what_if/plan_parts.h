// SPDX-License-Identifier: PostgreSQL
// What a planning recorded (path_capture.h), as core values: the scans of the plan with their
// shares of its cost, and the ways in which each table could be read.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/access_path.h"
#include "extension/what_if/captured_values.h"
#include "extension/what_if/path_capture.h"

namespace tend::ext {

index::AccessPaths access_paths_from(const CapturedPlanning& planning,
                                     const CandidateOf& candidate_of);

// The plan that the planning ended with.
//   cost  of the whole plan
index::PlanParts plan_parts_from(const CapturedPlanning& planning, Cost cost,
                                 const CandidateOf& candidate_of);

}  // namespace tend::ext
