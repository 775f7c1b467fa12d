// SPDX-License-Identifier: PostgreSQL
// What a statement would cost under a configuration that the planner was not asked about, guessed
// from its plans that are known: good enough to search by, never to be shown.
//
// A known plan whose candidates are all in the configuration is possible there, so its cost is an
// upper bound. Where some are missing, wider and narrower indexes are taken to do most of their
// work; a plan with members missing keeps a part of its gain. A guess below what the planner
// answered when it was offered the same members is dropped.
//
// Source: docs/methods/index-advice.md#large-workloads. Tested by
// tests/unit/index/plan_guess_test.cpp.
#pragma once

#include <map>
#include <vector>

#include "core/index/candidates.h"

namespace tend::index {

// For each candidate those of a pool that hold all its columns behind the same first key, and those
// that it begins with.
struct Kinship {
  std::vector<std::vector<CandidateId>> wider;
  std::vector<std::vector<CandidateId>> narrower;
};

Kinship kinship_of(const std::vector<Candidate>& candidates, const std::vector<CandidateId>& pool);

// By what was offered, ascending; the plan of today is the one that was offered nothing.
using AskedPlans = std::map<std::vector<CandidateId>, PlanEstimate>;

// REQUIRES: `asked` has the plan of today. `wanted` ascending.
PlanEstimate guess_plan(const AskedPlans& asked, const std::vector<CandidateId>& wanted,
                        const Kinship& kinship);

}  // namespace tend::index
