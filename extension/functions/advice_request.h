// SPDX-License-Identifier: PostgreSQL
// The arguments of tend.recommend_indexes() as values, checked.
#pragma once

#include "extension/boundary/pg.h"

#include "core/index/advise.h"
#include "core/workload/workload.h"

namespace tend::ext {

struct AdviceRequest {
  index::AdviseLimits limits;
  std::optional<workload::Workload> workload;  // the given texts; absent: the history
};

// Throws ServerError 22023 for arguments outside their range or lengths that do not match.
AdviceRequest read_advice_request(FunctionCallInfo fcinfo);

// A month counts as 30 days, as the server has it.
Seconds seconds_of(const Interval* interval);

}  // namespace tend::ext
