// SPDX-License-Identifier: PostgreSQL
// Constants that pg_stat_statements has replaced by $n, back from captured executions.
//
// The normalized text tells `status = 'open'` from `status = $1` no more. Where every execution of
// a full reservoir has its constants in its text, and the same one in this place, the statement is
// taken to have it there always: it may prove a partial index. One that differs, is missing, or was
// bound as a parameter proves nothing.
//
// Source: docs/methods/index-advice.md#partial. Tested by
// tests/unit/index/sampled_constants_test.cpp.
#pragma once

#include "core/index/access.h"
#include "core/workload/workload.h"

namespace tend::index {

// Replaces the clauses on parameters in `observation.reads` by the constant ones that all
// executions agree on.
void restore_constants(const workload::WorkloadQuery& query, QueryObservation& observation);

}  // namespace tend::index
