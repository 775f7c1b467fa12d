// SPDX-License-Identifier: PostgreSQL
// The record of advice: runs, statements that got none, recommendations with their identity.
//
// A recommendation is identified by (kind, target, canonical definition): found again it keeps its
// id and gets the new evidence. Runs over history supersede what they no longer propose; adhoc runs
// never do. History is the whole of it: a run by a role that sees only a part of the statements is
// recorded as adhoc, because its shares are of another workload.
#pragma once

#include "extension/boundary/pg.h"

#include "core/change/recommendation.h"
#include "core/index/advise.h"

namespace tend::ext {

// What a run was asked for and what came out, in a few words for people.
struct RunVerdict {
  std::string verdict;  // recommended, nothing_to_do, not_enough_data
  std::string reason;
  std::string hint = {};  // what to do about it; said at once, not recorded
};

struct RecordedRun {
  std::optional<int64> run_id;                           // absent if nothing could be recorded
  std::vector<std::optional<int64>> recommendation_ids;  // one for each index of the advice
};

// Recommendations turned down less than 30 days ago.
std::vector<index::Dismissal> read_dismissals();

// Records the run. Where that is impossible (read-only transaction, standby, another session
// holding the same rows) the ids stay empty and a NOTICE says why. may_open: see RecordingRun.
RecordedRun record_run(const workload::Workload& workload, const index::Advice& advice,
                       const std::vector<change::Recommendation>& recommendations,
                       const RunVerdict& verdict, const std::vector<bool>& may_open = {});

// Moves a recommendation to state dismissed; errors: 42704 unknown id, 55000 illegal move.
void dismiss_recommendation(int64 id, const std::optional<std::string>& reason);

}  // namespace tend::ext
