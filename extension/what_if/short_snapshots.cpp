// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/short_snapshots.h"

#include "extension/boundary/guard.h"
#include "extension/functions/server_ports.h"

namespace tend::ext {

namespace {

// A plan takes milliseconds and a snapshot microseconds: often enough for vacuum, too seldom to
// cost.
constexpr Seconds kLongestSnapshot(0.1);

}  // namespace

ShortSnapshots::ShortSnapshots(index::WhatIf& planner)
    : planner_(planner), renewed_at_(ServerClock().now()) {}

void ShortSnapshots::renew_snapshot() {
  const Seconds now = ServerClock().now();
  if (now - renewed_at_ < kLongestSnapshot) return;
  renewed_at_ = now;
  pg_call([] {
    PopActiveSnapshot();
    // The catalogs' own snapshot would hold the old horizon.
    InvalidateCatalogSnapshot();
    PushActiveSnapshot(GetTransactionSnapshot());
  });
}

Result<index::QueryObservation> ShortSnapshots::observe(const workload::WorkloadQuery& query) {
  renew_snapshot();
  return planner_.observe(query);
}

Result<index::HypotheticalSize> ShortSnapshots::hypothesize(index::CandidateId id,
                                                            const index::IndexDefinition& index) {
  renew_snapshot();
  return planner_.hypothesize(id, index);
}

Result<index::PlanEstimate> ShortSnapshots::plan(
    const workload::WorkloadQuery& query, std::span<const index::CandidateId> configuration) {
  renew_snapshot();
  return planner_.plan(query, configuration);
}

Result<index::Survey> ShortSnapshots::survey(const workload::WorkloadQuery& query,
                                             std::span<const index::CandidateId> configuration) {
  renew_snapshot();
  return planner_.survey(query, configuration);
}

Result<index::PlanEstimate> ShortSnapshots::plan_without(
    const workload::WorkloadQuery& query, std::span<const index::CandidateId> configuration,
    std::span<const RelationId> hidden) {
  renew_snapshot();
  return planner_.plan_without(query, configuration, hidden);
}

}  // namespace tend::ext
