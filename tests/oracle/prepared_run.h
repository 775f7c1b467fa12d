// SPDX-License-Identifier: PostgreSQL
// Advice up to the point where a configuration is searched, over the analytic planner: what the
// tests of cache, costs, search and evidence start from.
#pragma once

#include <memory>
#include <optional>

#include "core/index/evidence.h"
#include "core/index/selection.h"
#include "tests/oracle/analytic_what_if.h"

namespace tend::index::test {

class PreparedRun {
 public:
  // With the generated candidates.
  PreparedRun(std::vector<TableModel> tables, std::vector<StatementModel> statements,
              int max_columns = 4);
  // With exactly these.
  PreparedRun(std::vector<TableModel> tables, std::vector<StatementModel> statements,
              const std::vector<IndexDefinition>& definitions);

  PreparedRun(const PreparedRun&) = delete;
  PreparedRun& operator=(const PreparedRun&) = delete;

  // The candidate with this spelling; fails the test if there is none.
  CandidateId id(const std::string& canonical) const;
  Evaluation at(std::vector<CandidateId> set);
  EvidencePorts ports();
  Selection select(const AdviseLimits& limits, const std::vector<Dismissal>& dismissals = {});
  // What the planner says when asked directly, upkeep included.
  double total(const std::vector<CandidateId>& set);
  std::vector<std::string> spellings(const std::vector<CandidateId>& set) const;

  SteppingClock clock;
  CountingCancel cancel;
  RunLimit run{clock, cancel, Seconds(1e9)};
  AnalyticWhatIf what_if;
  AnalyticCatalog catalog;
  workload::Workload workload;
  ObservedWorkload observed;
  Relations relations;
  std::vector<Candidate> candidates;
  std::vector<std::vector<CandidateId>> relevant;
  std::unique_ptr<CostCache> cache;
  std::unique_ptr<WriteCost> writes;
  std::unique_ptr<WorkloadCost> cost;

 private:
  void observe();
  void prepare(const std::vector<IndexDefinition>& definitions);
};

}  // namespace tend::index::test
