// SPDX-License-Identifier: PostgreSQL
// What came out of a run of advice, in a few words: what was found, what bounded it, or why there
// is nothing.
//
// Tested by sql/recommend_limits.sql, sql/recommend_workload.sql and tests/tap/history_advice.t.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/advise.h"
#include "extension/store/advice_store.h"

namespace tend::ext {

// What is advised on; a history that cannot be read is an empty one.
struct Asked {
  workload::Workload workload;
  std::optional<Failure> unreadable;
};

// Which limits kept indexes out of the set or made them shorter, a clause each; empty if none did.
std::string limits_that_cut(const index::AdviseLimits& limits, const index::Advice& advice);

RunVerdict verdict_of(const Asked& asked, const index::AdviseLimits& limits,
                      const index::Advice& advice);

}  // namespace tend::ext
