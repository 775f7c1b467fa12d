// SPDX-License-Identifier: PostgreSQL
#include "core/index/sampled_constants.h"

#include <vector>

#include "core/workload/reservoir.h"

namespace tend::index {

namespace {

using Reads = std::vector<RelationAccess>;

// A reservoir that is not full has seen too little. That all of five executions, drawn at random,
// agree although one in two differs happens once in 32 statements; one in four, once in four. So a
// benefit can be overestimated, but no plan gets worse for it.
constexpr std::size_t kFewestExecutions = workload::kReservoirSize;

// The only clause of this kind on the term; NULL if there is none, or two of which one cannot tell
// which is which (a table joined with itself).
const Qual* only_clause(const Reads& reads, RelationId relation, const Qual& like) {
  const Qual* found = nullptr;
  for (const RelationAccess& access : reads) {
    if (access.relation != relation) continue;
    for (const Qual& qual : access.quals) {
      if (qual.term != like.term || qual.comparison != like.comparison) continue;
      if (found) return nullptr;
      found = &qual;
    }
  }
  return found;
}

// The clause with its constant, if every execution has it so; else NULL.
const Qual* agreed_constant(const QueryObservation& observation, RelationId relation,
                            const Qual& parameter) {
  if (!only_clause(observation.reads, relation, parameter)) return nullptr;
  const Qual* agreed = nullptr;
  for (const Reads& reads : observation.execution_reads) {
    const Qual* const constant = only_clause(reads, relation, parameter);
    if (!constant || constant->predicate.empty()) return nullptr;
    if (agreed && agreed->predicate != constant->predicate) return nullptr;
    agreed = constant;
  }
  return agreed;
}

}  // namespace

void restore_constants(const workload::WorkloadQuery& query, QueryObservation& observation) {
  const std::size_t executions = query.executions.size();
  if (!query.literal_executions || executions < kFewestExecutions) return;
  if (observation.execution_reads.size() != executions) return;
  for (RelationAccess& access : observation.reads) {
    for (Qual& qual : access.quals) {
      if (qual.operand != Operand::kParameter) continue;
      const Qual* const constant = agreed_constant(observation, access.relation, qual);
      if (constant) qual = *constant;
    }
  }
}

}  // namespace tend::index
