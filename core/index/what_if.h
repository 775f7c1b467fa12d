// SPDX-License-Identifier: PostgreSQL
// The what-if port: a planner that can be asked what a statement would cost if indexes existed.
//
// Three implementations: the backend's planner in process (extension/what_if), a table of costs
// (tests), and later a connection. Advice is written against this port alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/index/access.h"
#include "core/index/index_definition.h"
#include "core/workload/workload.h"

namespace tend::index {

// A candidate's number within one run: its position in the run's candidate list.
using CandidateId = std::uint32_t;

// What is known of an index before it exists.
struct HypotheticalSize {
  Bytes size;          // as a fresh build would make it
  double entries = 0;  // rows it holds; fewer than the table's if partial
  int height = 0;      // levels below the root: 0 if the root is a leaf
};

struct PlanEstimate {
  Cost cost;                      // of the cheapest plan
  std::vector<CandidateId> used;  // candidates in that plan, ascending
  PlanShape shape = {};           // with captured executions, of the first one's
};

class WhatIf {
 public:
  virtual ~WhatIf() = default;

  // Plans the statement as the database is, and tells what it looks for.
  // A statement that cannot be planned is a Failure; the run goes on without it.
  virtual Result<QueryObservation> observe(const workload::WorkloadQuery& query) = 0;

  // Makes the index known to later plan() calls under `id`.
  virtual Result<HypotheticalSize> hypothesize(CandidateId id, const IndexDefinition& index) = 0;

  // Plans the statement as if the configuration existed beside the real indexes; with captured
  // executions, the mean of their costs and the union of what they use.
  // REQUIRES: every id of `configuration` (ascending) was hypothesized with success.
  virtual Result<PlanEstimate> plan(const workload::WorkloadQuery& query,
                                    std::span<const CandidateId> configuration) = 0;
};

}  // namespace tend::index
