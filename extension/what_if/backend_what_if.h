// SPDX-License-Identifier: PostgreSQL
// The what-if port answered by this backend's own planner, in process: no catalog rows, no EXPLAIN
// text, no second connection. One object serves one run.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/what_if.h"
#include "extension/what_if/plan_parts.h"
#include "extension/what_if/statement_planner.h"
#include "extension/what_if/table_sample.h"

namespace tend::ext {

class BackendWhatIf final : public index::WhatIf {
 public:
  BackendWhatIf();
  ~BackendWhatIf() override;
  BackendWhatIf(const BackendWhatIf&) = delete;
  BackendWhatIf& operator=(const BackendWhatIf&) = delete;

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

  // The same for an index as a user wrote it: names resolve by the session's search_path, and the
  // caller must be allowed to read its columns. Throws ServerError.
  void hypothesize_text(index::CandidateId id, const std::string& ddl);

  // The leaves of these candidates, for a PlanningView; valid as long as this object.
  List* leaves_of(std::span<const index::CandidateId> configuration);
  // Which of the configuration's candidates a list of scanned index OIDs contains, ascending.
  std::vector<index::CandidateId> used_among(const List* scanned) const;
  // The statement's text as the server can parse it.
  const std::string& effective_text(const workload::WorkloadQuery& query);

 private:
  Planner planner_for(const workload::WorkloadQuery& query);
  Planner planner_for(const workload::WorkloadQuery& query, const workload::Execution& execution);
  template <class Body>
  auto with_text(const workload::WorkloadQuery& query, Body&& body);
  index::QueryObservation observed(const Planner& planner, const std::string& text);
  std::optional<index::QueryObservation> observe_execution(const workload::WorkloadQuery& query,
                                                           const workload::Execution& execution);
  index::PlanEstimate estimate_from(const PlanningView& view, const Planned& planned) const;
  index::PlanEstimate plan_text(const Planner& planner, const std::string& text,
                                std::span<const index::CandidateId> configuration);
  index::Survey survey_text(const Planner& planner, const std::string& text,
                            std::span<const index::CandidateId> configuration);
  CandidateOf candidates_by_oid() const;
  void add_executions(const workload::WorkloadQuery& query, index::QueryObservation& observation);
  // Those that plan() asks the planner for.
  std::vector<const workload::Execution*> plannable_executions(
      const workload::WorkloadQuery& query) const;
  index::HypotheticalSize add(index::CandidateId id, const std::string& ddl, const Planner& planner,
                              IndexSource source);

  MemoryContext context_;  // holds every hypothetical index
  RunSamples* samples_;    // in it
  std::map<index::CandidateId, HypotheticalIndex*> indexes_;
  std::map<Oid, index::CandidateId> candidate_of_;  // by fake OID
  Oid next_fake_oid_;
  List* hidden_ = NIL;  // OIDs of real indexes that plan_text() leaves out
  // By role, whose search_path finds the operators, and the text given.
  std::map<std::pair<Oid, std::string>, std::string> effective_texts_;
  std::map<Oid, std::optional<std::string>> search_paths_;  // by role
  std::set<std::string> unplannable_;                       // texts of captured executions
};

}  // namespace tend::ext
