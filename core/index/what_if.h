// SPDX-License-Identifier: PostgreSQL
// The what-if port: a planner that can be asked what a statement would cost if indexes existed.
//
// Three implementations: the backend's planner in process (extension/what_if), a table of costs
// (tests), and later a connection. Advice is written against this port alone.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/index/access.h"
#include "core/index/access_path.h"
#include "core/index/index_definition.h"
#include "core/workload/workload.h"

namespace tend::index {

// What is known of an index before it exists.
struct HypotheticalSize {
  Bytes size;          // as a fresh build would make it
  double entries = 0;  // rows it holds; fewer than the table's if partial
  int height = 0;      // levels below the root: 0 if the root is a leaf
  // The planner knows what the index's expressions find: of none, or of all there are statistics.
  bool knows_expressions = false;
};

struct PlanEstimate {
  Cost cost;                      // of the cheapest plan
  std::vector<CandidateId> used;  // candidates in that plan, ascending
  PlanShape shape = {};           // with captured executions, of the first one's
  // Of each text planned, the captured executions or the statement's own; empty: not told.
  std::vector<PlanParts> parts = {};
};

// What each index of a configuration alone would cost wherever a table is read, for each text
// planned. And the plan, where the planner made one on the way.
struct Survey {
  std::vector<AccessPaths> paths = {};
  std::optional<PlanEstimate> plan = {};
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

  // What plans can be composed of. Of a statement that joins tables only their scans are costed: no
  // plan, at a small part of its price.
  virtual Result<Survey> survey(const workload::WorkloadQuery& query,
                                std::span<const CandidateId> configuration) = 0;

  // The same as if the existing indexes `hidden` did not exist.
  virtual Result<PlanEstimate> plan_without(const workload::WorkloadQuery& query,
                                            std::span<const CandidateId> configuration,
                                            std::span<const RelationId> hidden) = 0;
};

}  // namespace tend::index
