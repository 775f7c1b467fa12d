// SPDX-License-Identifier: PostgreSQL
// Descriptions for the analytic planner: its catalog, clocks, spellings for hand-made cases, and
// seeded random instances.
#pragma once

#include <map>
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
// An access to table 1, or to the one given, by these clauses.
RelationAccess on(std::vector<Qual> quals);
RelationAccess on(std::uint32_t relation, std::vector<Qual> quals);
IndexDefinition index_on(const TableModel& table, const std::vector<int>& columns);
StatementModel reading(const std::string& text, double calls, std::vector<RelationAccess> reads);

// A seeded instance: one to three tables, three to eight statements or as many as asked for, some
// of them writing.
struct Instance {
  std::vector<TableModel> tables;
  std::vector<StatementModel> statements;
};
Instance random_instance(unsigned seed, int statements = 0);

}  // namespace tend::index::test
