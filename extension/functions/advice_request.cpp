// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/functions/advice_request.h"

#include "core/index/number_text.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

// Positions in the argument list of the SQL function.
enum Argument { kStorageBudget, kQueries, kCalls, kMaxColumns, kMaxIndexes, kTimeLimit };

[[noreturn]] void refuse(const std::string& message, const std::string& hint = "") {
  throw ServerError(Failure{FailureCode::kInvalidParameter, message, "", hint, ""});
}

index::AdviseLimits read_limits(FunctionCallInfo fcinfo) {
  index::AdviseLimits limits;
  limits.storage_budget = setting::storage_budget();
  if (const auto budget = argument(fcinfo, kStorageBudget)) {
    limits.storage_budget = Bytes(DatumGetInt64(*budget));
    if (limits.storage_budget->value() < 0) refuse("storage_budget must not be negative");
  }
  if (const auto columns = argument(fcinfo, kMaxColumns)) {
    limits.max_columns = DatumGetInt32(*columns);
    if (limits.max_columns < 1 || limits.max_columns > INDEX_MAX_KEYS) {
      refuse("max_columns must be between 1 and " + std::to_string(INDEX_MAX_KEYS));
    }
  }
  if (const auto indexes = argument(fcinfo, kMaxIndexes)) {
    limits.max_indexes = DatumGetInt32(*indexes);
    if (*limits.max_indexes < 0) refuse("max_indexes must not be negative");
  }
  if (const auto time = argument(fcinfo, kTimeLimit)) {
    limits.time_limit = seconds_of(DatumGetIntervalP(*time));
    if (limits.time_limit <= Seconds(0)) refuse("time_limit must be positive");
  }
  return limits;
}

workload::Workload read_workload(Datum queries, const std::optional<Datum>& calls) {
  const std::vector<std::string> texts = strings_from_array(queries, "queries");
  std::vector<int64> weights(texts.size(), 1);
  if (calls) weights = int8s_from_array(*calls, "calls");
  if (weights.size() != texts.size()) {
    refuse("queries has " + index::count_text(texts.size(), "element") + " and calls has " +
           std::to_string(weights.size()));
  }
  workload::Workload workload;
  workload.source = workload::WorkloadSource::kAdhoc;
  for (size_t i = 0; i < texts.size(); i++) {
    if (weights[i] < 0) refuse("calls must not be negative");
    workload.queries.push_back({{}, {}, texts[i], static_cast<double>(weights[i]), {}});
  }
  return workload;
}

}  // namespace

Seconds seconds_of(const Interval* interval) {
  constexpr double kSecondsPerDay = 86400;
  constexpr double kDaysPerMonth = 30;
  constexpr double kMicroseconds = 1e6;
  return Seconds(static_cast<double>(interval->time) / kMicroseconds +
                 (interval->day + interval->month * kDaysPerMonth) * kSecondsPerDay);
}

AdviceRequest read_advice_request(FunctionCallInfo fcinfo) {
  AdviceRequest request;
  request.limits = read_limits(fcinfo);
  const std::optional<Datum> queries = argument(fcinfo, kQueries);
  const std::optional<Datum> calls = argument(fcinfo, kCalls);
  if (queries) request.workload = read_workload(*queries, calls);
  if (!queries && calls) {
    refuse("calls needs queries", "Without queries the workload is read from pg_stat_statements.");
  }
  return request;
}

}  // namespace tend::ext
