// SPDX-License-Identifier: PostgreSQL
// Turns a chosen set into advised indexes: for each what the workload would cost without it, which
// statements use it, what it replaces, and why.
//
// Tested by tests/unit/index/evidence_test.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/index/workload_cost.h"

namespace tend::index {

// A statement whose plan under the whole set uses the index, with the index's own share in it.
struct IndexUse {
  std::size_t query = 0;  // position among the observed statements
  Cost without;           // one execution, the set without the index
  Cost with;              // one execution, the whole set
};

// What is known of one index of the set; the input of confidence and reason.
struct IndexEvidence {
  CandidateId id = 0;
  Evaluation without;          // the set without it
  std::vector<IndexUse> uses;  // largest gain over the workload first
  double upkeep_per_day = 0;   // cost units, at the server's rates
};

struct EvidencePorts {
  WorkloadCost& cost;
  const std::vector<ObservedQuery>& queries;
  const Relations& relations;
  const workload::Workload& workload;
  Catalog& catalog;
  std::optional<Bytes> storage_budget = {};
  std::span<const Dismissal> dismissals = {};
};

// Largest benefit first; ties by relation name and spelling.
std::vector<AdvisedIndex> explain_set(const Evaluation& chosen, EvidencePorts ports);

// The accesses of one statement to one table.
std::vector<const RelationAccess*> accesses_of(const ObservedQuery& query, RelationId relation);

}  // namespace tend::index
