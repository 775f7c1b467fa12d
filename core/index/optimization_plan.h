// SPDX-License-Identifier: PostgreSQL
// Open recommendations as a plan: what to build when, what to leave out, what it brings.
//
// Phases follow each other; the builds of one phase run side by side. Two builds on one table never
// do (both hold its ShareUpdateExclusive lock), nor does one that makes writers wait with any
// other. Source: docs/methods/index-advice.md#optimization-plan. Tested by
// tests/unit/index/optimization_plan_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/units.h"

namespace tend::index {

// Builds at once: pg_tend.max_concurrent_actions' default. More compete for the same disk.
inline constexpr int kBuildsAtOnce = 2;
// How long a new index proves itself before what it replaces is dropped:
// pg_tend.verify_deadline's default.
inline constexpr Seconds kProvingTime{86400};

struct ReplacedIndex {
  std::string name;  // schema-qualified and quoted
  Bytes size;
};

struct OpenRecommendation {
  std::int64_t id = 0;
  std::string target;      // table, schema-qualified and quoted
  std::string definition;  // canonical_text() of the index; empty if it is hidden from the reader
  Bytes size;
  Seconds build_time;
  double benefit = 0;                          // share of the workload's cost
  std::optional<Milliseconds> saved_per_hour;  // of execution time, if it was measured
  double score = 0;                            // of change/priority.h
  bool blocks_writes = false;                  // the build makes writers of the table wait
  std::vector<ReplacedIndex> replaces = {};
};

struct OptimizationLimits {
  std::optional<Bytes> storage_budget;  // for all built indexes together
  Seconds horizon{0};                   // what does not end by then is left out
};

enum class PlannedKind { kBuild, kDrop, kSubsumed, kOverBudget, kBeyondHorizon };
std::string_view name_of(PlannedKind kind);

struct PlannedAction {
  std::int64_t id = 0;  // of the recommendation
  PlannedKind kind = PlannedKind::kBuild;
  int phase = 0;     // 1 first; 0 if it is left out
  int position = 0;  // within the whole plan, 1 first
  Seconds starts_after;
  Seconds time;
  Bytes bytes;               // of this action; negative if it frees some
  Bytes total_bytes;         // of the plan up to and including it
  double total_benefit = 0;  // the same, at most 1
  Milliseconds total_saved;  // execution time won back by the horizon's end by all up to this one
  std::string dropped = {};  // the index, of a drop
  std::string window;        // when it may run, for people
  std::vector<std::int64_t> conflicts = {};  // builds that must not run beside it, ascending
  std::string reason;
};

// The plan in order, then what is left out. Deterministic; ties go to the lower id.
std::vector<PlannedAction> plan_optimization(const std::vector<OpenRecommendation>& open,
                                             const OptimizationLimits& limits);

}  // namespace tend::index
