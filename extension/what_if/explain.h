// SPDX-License-Identifier: PostgreSQL
// A what-if plan for people: its cost, the candidates in it, and its EXPLAIN output.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/what_if/backend_what_if.h"

namespace tend::ext {

struct Explained {
  Cost cost;
  std::vector<index::CandidateId> used;  // ascending
  std::string json;                      // EXPLAIN (FORMAT JSON)
};

// Plans with the configuration added and the real indexes `hidden` left out. Throws ServerError.
Explained explain_with(BackendWhatIf& what_if, const workload::WorkloadQuery& query,
                       std::span<const index::CandidateId> configuration,
                       const std::vector<Oid>& hidden);

}  // namespace tend::ext
