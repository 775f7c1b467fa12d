// SPDX-License-Identifier: PostgreSQL
#include "tests/oracle/prepared_run.h"

#include <catch2/catch.hpp>

namespace tend::index::test {

PreparedRun::PreparedRun(std::vector<TableModel> tables, std::vector<StatementModel> statements,
                         int max_columns)
    : what_if(tables, std::move(statements)), catalog(tables), workload(what_if.workload()) {
  observe();
  prepare(generate_candidates(observed.queries, relations, max_columns).definitions);
}

PreparedRun::PreparedRun(std::vector<TableModel> tables, std::vector<StatementModel> statements,
                         const std::vector<IndexDefinition>& definitions)
    : what_if(tables, std::move(statements)), catalog(tables), workload(what_if.workload()) {
  observe();
  prepare(definitions);
}

void PreparedRun::observe() {
  observed = observe_workload(workload, what_if, run).value();
  relations = read_relations(observed, catalog);
}

void PreparedRun::prepare(const std::vector<IndexDefinition>& definitions) {
  hypothesize(definitions, {relations, what_if, run}, candidates);
  relevant = relevant_candidates(observed.queries, candidates);
  cache = std::make_unique<CostCache>(what_if, observed.queries, relevant);
  writes = std::make_unique<WriteCost>(observed.queries, relations, candidates);
  cost = std::make_unique<WorkloadCost>(*cache, *writes, observed.queries, candidates);
}

CandidateId PreparedRun::id(const std::string& canonical) const {
  for (CandidateId each = 0; each < candidates.size(); ++each) {
    if (canonical_text(candidates[each].definition) == canonical) return each;
  }
  FAIL("no candidate " << canonical);
  return 0;
}

Evaluation PreparedRun::at(std::vector<CandidateId> set) {
  return cost->moved(cost->today(), std::move(set));
}

EvidencePorts PreparedRun::ports() {
  return {*cost, observed.queries, relations, workload, catalog};
}

Selection PreparedRun::select(const AdviseLimits& limits,
                              const std::vector<Dismissal>& dismissals) {
  return select_indexes(*cache, *cost, limits, dismissals, run);
}

double PreparedRun::total(const std::vector<CandidateId>& set) {
  double sum = writes->upkeep(set).value();
  for (const workload::WorkloadQuery& query : workload.queries) {
    sum += query.calls * what_if.plan(query, set)->cost.value();
  }
  return sum;
}

std::vector<std::string> PreparedRun::spellings(const std::vector<CandidateId>& set) const {
  std::vector<std::string> all;
  for (const CandidateId each : set) all.push_back(canonical_text(candidates[each].definition));
  return all;
}

}  // namespace tend::index::test
