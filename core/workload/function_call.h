// SPDX-License-Identifier: PostgreSQL
// What kind of call a function call is, as far as the text tells.
//
// Tested by tests/unit/workload/complexity_test.cpp.
#pragma once

#include <pg_query/pg_query.pb-c.h>

namespace tend::workload {

enum class CallKind { kPlain, kAggregate, kWindow };

// kWindow for a call with OVER; kAggregate for one with an aggregate's syntax (DISTINCT, ORDER BY,
// FILTER, WITHIN GROUP, *) or the name of a built-in aggregate; else kPlain, user-defined
// aggregates called like functions included.
CallKind kind_of(const PgQuery__FuncCall& call);

}  // namespace tend::workload
