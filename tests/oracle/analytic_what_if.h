// SPDX-License-Identifier: PostgreSQL
// A planner made of formulas: the what-if and catalog ports over described tables and statements.
//
// It knows sequential scans, B-tree scans (equality prefix, IN, one range, delivered order, LIMIT),
// partial indexes, ORed bitmaps and joins by hash or by probing. It takes the cheapest plan, so it
// is monotone and, like a real planner, picks one index set out of many. Not a model of the
// server's numbers; a model of the shape of its choices.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/oracle/analytic_models.h"

namespace tend::index::test {

class AnalyticWhatIf : public WhatIf {
 public:
  AnalyticWhatIf(std::vector<TableModel> tables, std::vector<StatementModel> statements);

  Result<QueryObservation> observe(const workload::WorkloadQuery& query) override;
  Result<HypotheticalSize> hypothesize(CandidateId id, const IndexDefinition& index) override;
  Result<PlanEstimate> plan(const workload::WorkloadQuery& query,
                            std::span<const CandidateId> configuration) override;
  Result<Survey> survey(const workload::WorkloadQuery& query,
                        std::span<const CandidateId> configuration) override;

  Result<PlanEstimate> plan_without(const workload::WorkloadQuery& query,
                                    std::span<const CandidateId> configuration,
                                    std::span<const RelationId> hidden) override;

  workload::Workload workload() const;
  const std::vector<IndexDefinition>& hypothesized() const { return definitions_; }

  // Failures to give: by statement text at observation or planning, by spelling when hypothesized.
  std::map<std::string, Failure> observe_failures;
  std::map<std::string, Failure> plan_failures;
  std::set<std::string> refused_definitions;
  // By statement text and existing index: the factor on its cost without that index.
  std::map<std::pair<std::string, RelationId>, double> hiding_factor;
  long observe_calls = 0;
  long plan_calls = 0;

 private:
  struct Path {
    double cost = 0;
    std::vector<CandidateId> used;
  };
  struct Scan {              // an index's service to an access
    double selectivity = 1;  // of its entries
    bool ordered = false;
    bool matched = false;  // by at least one clause, or by its predicate
  };
  const StatementModel& statement(const std::string& text) const;
  const TableModel& table(RelationId relation) const;
  double entries(const IndexDefinition& index) const;
  std::optional<Scan> scan(const RelationAccess& access, const IndexDefinition& index,
                           bool probing) const;
  double fetch_cost(const RelationAccess& access, const IndexDefinition& index,
                    const Scan& scan) const;
  Path read(const RelationAccess& access, std::span<const CandidateId> configuration) const;
  std::optional<Path> bitmap_or(const RelationAccess& access,
                                std::span<const CandidateId> configuration) const;
  std::optional<Path> probe(const RelationAccess& access, double probes,
                            std::span<const CandidateId> configuration) const;
  AccessPaths paths_alone(const StatementModel& model,
                          std::span<const CandidateId> configuration) const;

  std::vector<TableModel> tables_;
  std::vector<StatementModel> statements_;
  std::vector<IndexDefinition> definitions_;
};

}  // namespace tend::index::test
