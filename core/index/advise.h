// SPDX-License-Identifier: PostgreSQL
// Index advice as one function of values: a workload in, a set of indexes with evidence out.
//
// advise() is the table of contents of core/index: observe, read relations, generate candidates,
// hypothesize, select, explain. Each step is a function of its own file.
//
// Tested by tests/unit/index/advise_test.cpp and tests/oracle/selection_oracle_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ports.h"
#include "core/base/result.h"
#include "core/index/relation.h"
#include "core/index/rival.h"
#include "core/index/what_if.h"
#include "core/workload/workload.h"

namespace tend::index {

// Keys of one index unless the call says otherwise.
inline constexpr int kDefaultColumns = 4;

struct AdviseLimits {
  std::optional<Bytes> storage_budget;  // for all recommended indexes together; absent = no limit
  int max_columns = kDefaultColumns;    // keys of one index, >= 1
  std::optional<int> max_indexes;       // size of the set, >= 0; absent = no limit
  Seconds time_limit{30};               // > 0; the best set found by then is the answer
  // Share of today's cost by which the set must miss each of its indexes, 0 to 1.
  double min_benefit = 0;
};

// A recommendation somebody turned down: it stays out of the set until its benefit has doubled.
// Whoever calls passes only those that still hold (younger than 30 days).
struct Dismissal {
  RelationId relation;
  std::string canonical;  // canonical_text() of the index
  double benefit = 0;     // share of the workload it had when it was dismissed
};

// Why a statement got no index advice, or less than it could.
struct Unindexable {
  QueryId query_id;
  RoleId role;
  std::string query;
  std::string reason_class;  // short and stable: syntax, undefined_object, no_statistics ...
  std::string reason;
  std::string hint;
  // It was planned with every candidate, and what stands in the way is how it is written.
  bool planned = false;
};

// How a statement fares with and without the whole set.
struct QueryEffect {
  QueryId query_id;
  RoleId role;
  double calls = 0;
  Cost before;              // today
  Cost after;               // with the whole set
  Cost without = {};        // with the set but without the index this belongs to
  std::string change = {};  // of the plan on the index's table, see change_text(); before -> after
};

struct AdvisedIndex {
  IndexDefinition definition;
  std::string name;  // free at the time of the run, unquoted
  HypotheticalSize size;
  double benefit = 0;     // (cost_before - cost_after) / today's workload cost
  Cost cost_before;       // workload with the set but without this index
  Cost cost_after;        // workload with the whole set; the same for every index of a run
  Cost write_cost;        // upkeep by the workload's own writes, included in both costs above, less
                          // that of what it replaces: negative if writes get cheaper
  double confidence = 0;  // 0 to 1, docs/methods/index-advice.md#confidence
  double break_even_calls_per_day = 0;  // below this many calls its upkeep exceeds its gain
  Seconds build_time;
  std::optional<Milliseconds> saved_per_hour;  // measured time it would win back; absent for adhoc
  std::vector<std::string> replaces;           // existing indexes it makes redundant
  // Existing indexes that it contains but a statement would miss: see replacement.h.
  std::vector<std::string> keeps = {};
  std::vector<QueryEffect> queries;  // those whose plan uses it, largest gain first
  std::string reason;                // one or two sentences for people
  std::vector<std::string> doubts;   // what lowered the confidence, a clause each
  std::vector<Rival> rivals;         // what else was considered for them
  bool breaks_hot = false;           // updates that were heap-only no longer are
};

enum class StoppedBy { kComplete, kTimeLimit, kStorageBudget, kMaxIndexes };
std::string_view name_of(StoppedBy stopped);

struct Advice {
  std::vector<AdvisedIndex> indexes;  // largest benefit first
  std::vector<Unindexable> unindexable;
  int planned = 0;   // statements
  int skipped = 0;   // statements, each with a row in `unindexable`
  Cost cost_before;  // today's workload
  Cost cost_after;   // with the set
  long planner_calls = 0;
  StoppedBy stopped_by = StoppedBy::kComplete;
  bool keys_cut = false;  // statements ask for more keys than max_columns lets an index have
  // A limit kept indexes out, or made them shorter than usual: no verdict on what is not in the
  // set.
  bool narrowed = false;
  std::map<RelationId, RelationSnapshot> relations;  // every table the workload touches
};

struct AdvisePorts {
  WhatIf& what_if;
  Catalog& catalog;
  const Clock& clock;
  const CancelToken& cancel;
};

// Returns a Failure only if cancelled; everything else that goes wrong is in the Advice.
// Deterministic for equal inputs unless stopped by the time limit.
Result<Advice> advise(const workload::Workload& workload, const AdviseLimits& limits,
                      const std::vector<Dismissal>& dismissals, AdvisePorts ports);

}  // namespace tend::index
