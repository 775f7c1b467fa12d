// SPDX-License-Identifier: PostgreSQL
#include "core/workload/from_clause.h"

#include <algorithm>
#include <span>

#include "core/sql/walk.h"
#include "core/workload/function_call.h"

namespace tend::workload {
namespace {

// Finds a call of an aggregate outside subqueries.
class AggregateSearch : public sql::TreeVisitor {
 public:
  bool enter(const ProtobufCMessage& message) override {
    const auto* call = sql::message_as<PgQuery__FuncCall>(message, pg_query__func_call__descriptor);
    found_ = found_ || (call != nullptr && kind_of(*call) == CallKind::kAggregate);
    return !found_ && message.descriptor != &pg_query__sub_link__descriptor;
  }
  void leave(const ProtobufCMessage&) override {}
  bool found() const { return found_; }

 private:
  bool found_ = false;
};

bool aggregates(const PgQuery__SelectStmt& select) {
  AggregateSearch search;
  for (const PgQuery__Node* target : std::span(select.target_list, select.n_target_list)) {
    sql::walk(target->base, search);
  }
  return search.found();
}

std::string_view name_of(const PgQuery__Alias* alias) {
  return alias == nullptr ? std::string_view() : alias->aliasname;
}

std::string_view name_of(const PgQuery__RangeFunction& function) {
  if (function.alias != nullptr) return name_of(function.alias);
  if (function.n_functions != 1) return {};
  // ROWS FROM and a plain call alike are a list of the call and its column definitions.
  const PgQuery__Node* call = function.functions[0]->list->items[0];
  if (call->node_case != PG_QUERY__NODE__NODE_FUNC_CALL) return {};
  const PgQuery__FuncCall& named = *call->func_call;
  return named.funcname[named.n_funcname - 1]->string->sval;
}

FromItem item_of(const PgQuery__RangeSubselect& subquery) {
  const bool select = subquery.subquery->node_case == PG_QUERY__NODE__NODE_SELECT_STMT;
  return {.source = &subquery.base,
          .name = name_of(subquery.alias),
          .one_row = select && gives_one_row(*subquery.subquery->select_stmt)};
}

}  // namespace

bool gives_one_row(const PgQuery__SelectStmt& select) {
  if (select.op != PG_QUERY__SET_OPERATION__SETOP_NONE) return false;
  if (select.n_values_lists > 0) return select.n_values_lists == 1;
  if (select.n_group_clause > 0) return false;
  return select.n_from_clause == 0 || aggregates(select);
}

bool FromClause::is_one_row(std::string_view name) const {
  const auto at = std::find_if(visible_->rbegin(), visible_->rend(),
                               [&](const NamedQuery& query) { return query.name == name; });
  return at != visible_->rend() && at->one_row;
}

void FromClause::add_table(const PgQuery__RangeVar& table) {
  const std::string_view name = table.relname;
  const bool qualified = !std::string_view(table.schemaname).empty();
  items_.push_back({.source = &table.base,
                    .name = table.alias == nullptr ? name : name_of(table.alias),
                    .one_row = !qualified && is_one_row(name)});
}

void FromClause::read(const PgQuery__Node& node) {
  switch (node.node_case) {
    case PG_QUERY__NODE__NODE_RANGE_VAR: return add_table(*node.range_var);
    case PG_QUERY__NODE__NODE_JOIN_EXPR: return read_join(node);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE: return read(*node.range_table_sample->relation);
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
      items_.push_back(item_of(*node.range_subselect));
      return;
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
      items_.push_back({.source = &node.range_function->base,
                        .name = name_of(*node.range_function),
                        .function = true});
      return;
    case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC:
      items_.push_back(
          {.source = &node.range_table_func->base, .name = name_of(node.range_table_func->alias)});
      return;
    default: return;
  }
}

void FromClause::read_join(const PgQuery__Node& node) {
  const PgQuery__JoinExpr& join = *node.join_expr;
  const int first = item_count();
  read(*join.larg);
  const int right = item_count();
  read(*join.rarg);
  if (right > first && item_count() > right) join_by_names(node, first, right);
  for (const PgQuery__Alias* alias : {join.alias, join.join_using_alias}) {
    if (alias != nullptr) aliases_.emplace_back(alias->aliasname, first);
  }
}

// The left side's items are first .. right - 1; the right side's begin at `right`.
void FromClause::join_by_names(const PgQuery__Node& node, int first, int right) {
  const PgQuery__JoinExpr& join = *node.join_expr;
  if (join.is_natural || join.n_using_clause > 0) steady_links_.emplace_back(first, right);
  if (join.is_natural) {
    links_.emplace_back(right - 1, right);
    ++merged_columns_;
  }
  for (const PgQuery__Node* name : std::span(join.using_clause, join.n_using_clause)) {
    const std::string_view column = name->string->sval;
    const auto seen =
        std::find_if(using_columns_.begin(), using_columns_.end(), [&](const auto& used) {
          return used.first == column && used.second >= first && used.second < right;
        });
    const int left = seen == using_columns_.end() ? right - 1 : seen->second;
    if (seen == using_columns_.end()) using_columns_.emplace_back(column, left);
    links_.emplace_back(left, right);
    ++merged_columns_;
  }
}

}  // namespace tend::workload
