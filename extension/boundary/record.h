// SPDX-License-Identifier: PostgreSQL
// A composite result and the argument list of a SQL function.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/boundary/text.h"

namespace tend::ext {

// The one row of a function with OUT columns.
Datum record_datum(FunctionCallInfo fcinfo, std::span<const Value> columns);

// The argument, or nothing if it is NULL.
std::optional<Datum> argument(FunctionCallInfo fcinfo, int position);

}  // namespace tend::ext
