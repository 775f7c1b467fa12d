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
#include <vector>

#include "core/index/advise.h"

namespace tend::index::test {

// Atomic predicates must not contain " AND ".
struct TableModel {
  RelationSnapshot snapshot;
  std::map<std::string, double> predicate_selectivity;
};

struct StatementModel {
  workload::WorkloadQuery query;
  std::vector<RelationAccess> reads;  // the first is the outer one of a join
  std::vector<RelationWrite> writes;
};

class AnalyticWhatIf : public WhatIf {
 public:
  AnalyticWhatIf(std::vector<TableModel> tables, std::vector<StatementModel> statements);

  Result<QueryObservation> observe(const workload::WorkloadQuery& query) override;
  Result<HypotheticalSize> hypothesize(CandidateId id, const IndexDefinition& index) override;
  Result<PlanEstimate> plan(const workload::WorkloadQuery& query,
                            std::span<const CandidateId> configuration) override;

  workload::Workload workload() const;
  const std::vector<IndexDefinition>& hypothesized() const { return definitions_; }

  // Failures to give: by statement text at observation or planning, by spelling when hypothesized.
  std::map<std::string, Failure> observe_failures;
  std::map<std::string, Failure> plan_failures;
  std::set<std::string> refused_definitions;
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

  std::vector<TableModel> tables_;
  std::vector<StatementModel> statements_;
  std::vector<IndexDefinition> definitions_;
};

// Reads the same tables; names are free unless listed.
class AnalyticCatalog : public Catalog {
 public:
  explicit AnalyticCatalog(const std::vector<TableModel>& tables);
  Result<RelationSnapshot> read_relation(RelationId relation) override;
  bool is_name_free(RelationId relation, const std::string& name) override;

  std::set<std::string> taken_names;
  std::map<RelationId, int> reads;

 private:
  std::map<RelationId, RelationSnapshot> relations_;
};

// Advances by `step` at each reading, so that time limits can be tested without waiting.
class SteppingClock : public Clock {
 public:
  explicit SteppingClock(Seconds step = Seconds(0)) : step_(step) {}
  Seconds now() const override {
    now_ += step_;
    return now_;
  }

 private:
  Seconds step_;
  mutable Seconds now_;
};

// Reports a cancellation from the given poll on; never if negative.
class CountingCancel : public CancelToken {
 public:
  explicit CountingCancel(long after = -1) : after_(after) {}
  bool cancelled() const override { return after_ >= 0 && polls_++ >= after_; }

 private:
  long after_;
  mutable long polls_ = 0;
};

// Short spellings for describing tables and clauses.
IndexTerm column(int number);  // named c1, c2 ...
TableModel table(std::uint32_t id, double rows, std::int64_t pages);
Qual equals(int column, double selectivity, Operand operand = Operand::kParameter);
Qual in_range(int column, double selectivity, Operand operand = Operand::kParameter);
Qual any_of(int column, double selectivity);
// A constant whose predicate "(cN = 'x'::text)" the text proves.
Qual constant(int column, double selectivity);
SortKey ascending(int column);
SortKey descending(int column);  // NULLS FIRST, as DESC means
IndexDefinition index_on(const TableModel& table, const std::vector<int>& columns);
StatementModel reading(const std::string& text, double calls, std::vector<RelationAccess> reads);

// A seeded instance: one to three tables, three to eight statements, some of them writing.
struct Instance {
  std::vector<TableModel> tables;
  std::vector<StatementModel> statements;
};
Instance random_instance(unsigned seed);

}  // namespace tend::index::test
