// SPDX-License-Identifier: PostgreSQL
// Index candidates: every definition that may help a statement, before anything is costed.
//
// Source: docs/methods/index-advice.md#candidates. Tested by tests/unit/index/candidates_test.cpp.
#pragma once

#include <vector>

#include "core/index/observe.h"

namespace tend::index {

// A definition that the what-if planner knows; its CandidateId is its position.
struct Candidate {
  IndexDefinition definition;
  HypotheticalSize size;
};

// Share of the rows above which a partial index is not proposed: a quarter. The total index with
// the same keys serves every other value as well, at no more than four times the size.
inline constexpr double kPartialMaxSelectivity = 0.25;

struct GeneratedCandidates {
  std::vector<IndexDefinition> definitions;
  bool keys_cut = false;  // an access asks for more keys than max_columns lets it have
};

// All candidates for the workload, without repeats, in a fixed order (relation name, canonical
// text). None on tables that take none, none that an existing index already serves.
//   max_columns  keys of one index, >= 1
GeneratedCandidates generate_candidates(const std::vector<ObservedQuery>& queries,
                                        const Relations& relations, int max_columns);

struct HypothesisPorts {
  const Relations& relations;
  WhatIf& what_if;
  const RunLimit& limit;
};

// Makes the definitions known to the planner, behind the candidates it knows already; left out are
// those it refuses and those that turn out to be a copy of their table (covering.h).
void hypothesize(const std::vector<IndexDefinition>& definitions, const HypothesisPorts& ports,
                 std::vector<Candidate>& candidates);

// For each statement the candidates that could appear in its plan, ascending: on a table it reads,
// with a leading key or a predicate column that it mentions there, or with all columns that it
// reads.
//   first  those before it are left out
std::vector<std::vector<CandidateId>> relevant_candidates(const std::vector<ObservedQuery>& queries,
                                                          const std::vector<Candidate>& candidates,
                                                          std::size_t first = 0);

}  // namespace tend::index
