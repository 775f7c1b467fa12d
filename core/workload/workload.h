// SPDX-License-Identifier: PostgreSQL
// The workload as index advice sees it: statements weighted by their calls.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/base/units.h"

namespace tend::workload {

// A captured execution: the text with its literals or bound values written out, and the search_path
// it ran under.
struct Execution {
  std::string text;
  std::string search_path;
};

// Captured executions planned for a statement: planning is repeated for every configuration, and
// the third differs from the second less than the second from the first.
inline constexpr std::size_t kPlannedExecutions = 3;

struct WorkloadQuery {
  QueryId id;   // pg_stat_statements.queryid; 0 for a text given by a caller
  RoleId role;  // whose statement it is, and as whom it is planned
  std::string text;
  double calls = 1;                             // over the window, or the caller's weight; >= 0
  std::optional<Milliseconds> execution_total;  // measured over the window; absent for given texts
  // A few captured executions, a uniform sample; plans are made of the first kPlannedExecutions
  // where there are any, because a parameter's value decides what an index is worth. What the
  // statement looks for is read from `text`: a value that was captured proves nothing about the
  // next one, unless all of them have it (core/index/sampled_constants.h).
  std::vector<Execution> executions = {};
  // No value of any kept execution was bound apart, so that each has its constants in its own text.
  bool literal_executions = false;
};

enum class WorkloadSource { kHistory, kAdhoc };

constexpr std::string_view name_of(WorkloadSource source) {
  return source == WorkloadSource::kHistory ? "history" : "adhoc";
}

struct Workload {
  WorkloadSource source = WorkloadSource::kAdhoc;
  std::vector<WorkloadQuery> queries;
  std::optional<Seconds> window;  // how long the counters have been counting; absent if unknown
};

}  // namespace tend::workload
