// SPDX-License-Identifier: PostgreSQL
#include "core/workload/expression_counts.h"

#include <pg_query/pg_query.pb-c.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/sql/walk.h"
#include "core/workload/function_call.h"

namespace tend::workload {
namespace {

using sql::message_as;

// The operators that compute rather than compare; sorted. Any other is taken for a comparison, as
// those that extensions bring (@>, &&, %>, <->) are there to be searched by.
constexpr auto kComputing = std::to_array<std::string_view>(
    {"!!",  "#", "#-", "#>", "#>>", "%", "&", "*",  "+",  "-",  "->",
     "->>", "/", "<<", ">>", "@",   "^", "|", "|/", "||", "||/"});
static_assert(std::is_sorted(kComputing.begin(), kComputing.end()));

bool compares(const PgQuery__AExpr& expression) {
  if (expression.kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF) return false;
  if (expression.kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP) return true;
  const std::string_view name = expression.name[expression.n_name - 1]->string->sval;
  return !std::binary_search(kComputing.begin(), kComputing.end(), name);
}

void count_operator(const PgQuery__AExpr& expression, StatementFacts& facts) {
  if (compares(expression)) {
    ++facts.predicates;
  } else if (expression.lexpr != nullptr) {  // a sign belongs to its literal
    ++facts.expressions;
  }
}

void count_sublink(const PgQuery__SubLink& sublink, StatementFacts& facts) {
  ++facts.sublinks;
  switch (sublink.sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK:
    case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK:
    case PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK: ++facts.predicates; return;
    default: return;
  }
}

void count_call(const PgQuery__FuncCall& call, StatementFacts& facts) {
  switch (kind_of(call)) {
    case CallKind::kAggregate: ++facts.aggregates; return;
    case CallKind::kWindow: ++facts.window_functions; return;
    case CallKind::kPlain: ++facts.function_calls; return;
  }
}

void count_or(const PgQuery__BoolExpr& expression, StatementFacts& facts) {
  if (expression.boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR) {
    facts.or_arms += static_cast<int>(expression.n_args) - 1;
  }
}

void count_select(const PgQuery__SelectStmt& select, StatementFacts& facts) {
  if (select.op != PG_QUERY__SET_OPERATION__SETOP_NONE) ++facts.set_operations;
  facts.keys +=
      static_cast<int>(select.n_group_clause + select.n_sort_clause + select.n_distinct_clause);
}

void count_subquery(const PgQuery__RangeSubselect& subquery, StatementFacts& facts) {
  const PgQuery__Node* query = subquery.subquery;
  const bool values = query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT &&
                      query->select_stmt->n_values_lists > 0;
  if (!values) ++facts.from_subqueries;
}

}  // namespace

void count_message(const ProtobufCMessage& message, StatementFacts& facts) {
  if (const auto* expression = message_as<PgQuery__AExpr>(message, pg_query__a__expr__descriptor)) {
    count_operator(*expression, facts);
  } else if (const auto* call =
                 message_as<PgQuery__FuncCall>(message, pg_query__func_call__descriptor)) {
    count_call(*call, facts);
  } else if (const auto* boolean =
                 message_as<PgQuery__BoolExpr>(message, pg_query__bool_expr__descriptor)) {
    count_or(*boolean, facts);
  } else if (const auto* sublink =
                 message_as<PgQuery__SubLink>(message, pg_query__sub_link__descriptor)) {
    count_sublink(*sublink, facts);
  } else if (const auto* select =
                 message_as<PgQuery__SelectStmt>(message, pg_query__select_stmt__descriptor)) {
    count_select(*select, facts);
  } else if (const auto* subquery = message_as<PgQuery__RangeSubselect>(
                 message, pg_query__range_subselect__descriptor)) {
    count_subquery(*subquery, facts);
  } else if (const auto* window =
                 message_as<PgQuery__WindowDef>(message, pg_query__window_def__descriptor)) {
    facts.keys += static_cast<int>(window->n_partition_clause + window->n_order_clause);
  } else if (message.descriptor == &pg_query__res_target__descriptor) {
    ++facts.outputs;
  } else if (message.descriptor == &pg_query__null_test__descriptor ||
             message.descriptor == &pg_query__boolean_test__descriptor) {
    ++facts.predicates;
  } else if (message.descriptor == &pg_query__common_table_expr__descriptor) {
    ++facts.ctes;
  } else if (message.descriptor == &pg_query__case_when__descriptor) {
    ++facts.expressions;
  }
}

}  // namespace tend::workload
