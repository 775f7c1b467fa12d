// SPDX-License-Identifier: PostgreSQL
// A what-if planner that lets go of its snapshot now and then, so that a long run of advice holds
// up no vacuum: between two questions nothing depends on it. What is committed meanwhile is seen
// from then on. Tested by tests/tap/worker_advice.t.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/what_if.h"

namespace tend::ext {

// REQUIRES: READ COMMITTED, one active snapshot, and that no other is registered.
class ShortSnapshots final : public index::WhatIf {
 public:
  explicit ShortSnapshots(index::WhatIf& planner);

  Result<index::QueryObservation> observe(const workload::WorkloadQuery& query) override;
  Result<index::HypotheticalSize> hypothesize(index::CandidateId id,
                                              const index::IndexDefinition& index) override;
  Result<index::PlanEstimate> plan(const workload::WorkloadQuery& query,
                                   std::span<const index::CandidateId> configuration) override;
  Result<index::Survey> survey(const workload::WorkloadQuery& query,
                               std::span<const index::CandidateId> configuration) override;

  Result<index::PlanEstimate> plan_without(const workload::WorkloadQuery& query,
                                           std::span<const index::CandidateId> configuration,
                                           std::span<const RelationId> hidden) override;

 private:
  void renew_snapshot();

  index::WhatIf& planner_;
  Seconds renewed_at_;
};

}  // namespace tend::ext
