// SPDX-License-Identifier: PostgreSQL
// One recommendation as a row of tend.recommendation: what is written, and what stays as it is when
// the same identity is recommended again.
#pragma once

#include "extension/boundary/pg.h"

#include "core/change/recommendation.h"
#include "core/index/advise.h"
#include "extension/boundary/spi.h"

namespace tend::ext {

// The run that a row belongs to.
struct RecordingRun {
  int64 id;
  workload::WorkloadSource source;
  Oid caller;                    // whose the texts given by hand are
  bool sees_everything = false;  // over the history of all roles
  // Which of the advice's indexes may open a recommendation; empty: all. The others change one that
  // is open.
  std::vector<bool> may_open = {};
};

// Inserts or refreshes one row for each index of the advice; returns the ids in the same order.
// Rows are written in order of identity, so that two sessions cannot deadlock.
std::vector<std::optional<int64>> upsert_recommendations(
    SqlSession& session, const RecordingRun& run, const index::Advice& advice,
    const std::vector<change::Recommendation>& recommendations);

}  // namespace tend::ext
