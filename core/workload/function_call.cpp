// SPDX-License-Identifier: PostgreSQL
#include "core/workload/function_call.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace tend::workload {
namespace {

// The aggregates of the manual's section 9.21 that need no aggregate syntax; sorted.
constexpr auto kAggregates = std::to_array<std::string_view>({"array_agg",  "avg",
                                                              "bit_and",    "bit_or",
                                                              "bit_xor",    "bool_and",
                                                              "bool_or",    "corr",
                                                              "count",      "covar_pop",
                                                              "covar_samp", "every",
                                                              "json_agg",   "json_object_agg",
                                                              "jsonb_agg",  "jsonb_object_agg",
                                                              "max",        "min",
                                                              "range_agg",  "range_intersect_agg",
                                                              "regr_avgx",  "regr_avgy",
                                                              "regr_count", "regr_intercept",
                                                              "regr_r2",    "regr_slope",
                                                              "regr_sxx",   "regr_sxy",
                                                              "regr_syy",   "stddev",
                                                              "stddev_pop", "stddev_samp",
                                                              "string_agg", "sum",
                                                              "var_pop",    "var_samp",
                                                              "variance",   "xmlagg"});
static_assert(std::is_sorted(kAggregates.begin(), kAggregates.end()));

bool has_aggregate_syntax(const PgQuery__FuncCall& call) {
  return call.agg_star || call.agg_distinct || call.agg_within_group || call.n_agg_order > 0 ||
         call.agg_filter != nullptr;
}

bool is_built_in(const PgQuery__FuncCall& call) {
  const auto part = [&](std::size_t i) { return std::string_view(call.funcname[i]->string->sval); };
  return call.n_funcname == 1 || (call.n_funcname == 2 && part(0) == "pg_catalog");
}

}  // namespace

CallKind kind_of(const PgQuery__FuncCall& call) {
  if (call.over != nullptr) return CallKind::kWindow;
  if (has_aggregate_syntax(call)) return CallKind::kAggregate;
  if (!is_built_in(call)) return CallKind::kPlain;
  const std::string_view name = call.funcname[call.n_funcname - 1]->string->sval;
  const bool known = std::binary_search(kAggregates.begin(), kAggregates.end(), name);
  return known ? CallKind::kAggregate : CallKind::kPlain;
}

}  // namespace tend::workload
