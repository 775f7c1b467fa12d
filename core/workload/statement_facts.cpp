// SPDX-License-Identifier: PostgreSQL
#include "core/workload/statement_facts.h"

#include <pg_query/pg_query.pb-c.h>

#include <span>
#include <string_view>

#include "core/sql/walk.h"
#include "core/workload/expression_counts.h"

namespace tend::workload {
namespace {

using sql::message_as;

// SELECT INTO is a utility statement; with set operations the clause is in the leftmost arm.
bool makes_table(const PgQuery__SelectStmt& select) {
  const PgQuery__SelectStmt* leftmost = &select;
  while (leftmost->larg != nullptr) leftmost = leftmost->larg;
  return leftmost->into_clause != nullptr;
}

StatementClass class_of(const PgQuery__Node& statement) {
  switch (statement.node_case) {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
      return makes_table(*statement.select_stmt) ? StatementClass::kUtility
                                                 : StatementClass::kSelect;
    case PG_QUERY__NODE__NODE_INSERT_STMT: return StatementClass::kInsert;
    case PG_QUERY__NODE__NODE_UPDATE_STMT: return StatementClass::kUpdate;
    case PG_QUERY__NODE__NODE_DELETE_STMT: return StatementClass::kDelete;
    case PG_QUERY__NODE__NODE_MERGE_STMT: return StatementClass::kMerge;
    default: return StatementClass::kUtility;
  }
}

// The one walk over the statement: keeps the path to the current message, opens and closes query
// blocks and the scopes of their conjuncts, and lets count_message count.
class FactReader : public sql::TreeVisitor {
 public:
  explicit FactReader(StatementFacts& facts) : facts_(&facts) {}

  bool enter(const ProtobufCMessage& message) override;
  void leave(const ProtobufCMessage& message) override;

 private:
  struct Step {
    const ProtobufCMessage* message = nullptr;
    bool conjunct = false;  // stands where WHERE and ON have their conjuncts
    bool opens_scope = false;
    bool opens_block = false;
    bool deepens = false;  // begins a level of query blocks
    std::size_t named_before = 0;
  };

  const ProtobufCMessage* parent() const { return path_.empty() ? nullptr : path_.back().message; }
  bool is_conjunct(const ProtobufCMessage& message) const;
  bool begins_level(const ProtobufCMessage& message) const;
  void open_queries(const ProtobufCMessage& message, Step& step);
  void open_block(const FromClause& from, Step& step);
  void open_scope(const ProtobufCMessage& message, Step& step);
  void name_queries(const PgQuery__WithClause* with);
  bool becomes_join() const;
  void refer(const PgQuery__ColumnRef& reference);
  void equate(const PgQuery__AExpr& expression);

  StatementFacts* facts_;
  LinkFinder links_;
  std::vector<NamedQuery> named_;
  std::vector<Step> path_;
  int depth_ = 0;
};

bool is_and(const ProtobufCMessage& message) {
  const auto* expression = message_as<PgQuery__BoolExpr>(message, pg_query__bool_expr__descriptor);
  return expression != nullptr && expression->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
}

// The condition of a message that joins: WHERE, ON, and MERGE's ON; else nullptr.
const PgQuery__Node* condition_of(const ProtobufCMessage& message) {
  if (const auto* select =
          message_as<PgQuery__SelectStmt>(message, pg_query__select_stmt__descriptor)) {
    return select->where_clause;
  }
  if (const auto* join = message_as<PgQuery__JoinExpr>(message, pg_query__join_expr__descriptor)) {
    return join->quals;
  }
  if (const auto* update =
          message_as<PgQuery__UpdateStmt>(message, pg_query__update_stmt__descriptor)) {
    return update->where_clause;
  }
  if (const auto* removal =
          message_as<PgQuery__DeleteStmt>(message, pg_query__delete_stmt__descriptor)) {
    return removal->where_clause;
  }
  const auto* merge = message_as<PgQuery__MergeStmt>(message, pg_query__merge_stmt__descriptor);
  return merge == nullptr ? nullptr : merge->join_condition;
}

// Every other message in the tree is a Node that wraps the next: conjuncts are Nodes, and so are
// the operands of an AND that is one.
bool FactReader::is_conjunct(const ProtobufCMessage& message) const {
  if (path_.empty()) return false;
  if (message.descriptor != &pg_query__node__descriptor) {
    return path_.back().conjunct && is_and(message);
  }
  if (path_.back().conjunct && is_and(*parent())) return true;
  const PgQuery__Node* condition = condition_of(*parent());
  return condition != nullptr && &condition->base == &message;
}

// An arm of a set operation is no deeper than the operation, INSERT's query no deeper than INSERT.
bool FactReader::begins_level(const ProtobufCMessage& message) const {
  if (message.descriptor == &pg_query__insert_stmt__descriptor ||
      message.descriptor == &pg_query__update_stmt__descriptor ||
      message.descriptor == &pg_query__delete_stmt__descriptor ||
      message.descriptor == &pg_query__merge_stmt__descriptor) {
    return true;
  }
  if (message.descriptor != &pg_query__select_stmt__descriptor) return false;
  if (path_.size() < 2) return true;
  if (parent()->descriptor == &pg_query__select_stmt__descriptor) return false;
  return path_[path_.size() - 2].message->descriptor != &pg_query__insert_stmt__descriptor;
}

void FactReader::name_queries(const PgQuery__WithClause* with) {
  if (with == nullptr) return;
  for (const PgQuery__Node* node : std::span(with->ctes, with->n_ctes)) {
    const PgQuery__CommonTableExpr& named = *node->common_table_expr;
    const bool select = named.ctequery->node_case == PG_QUERY__NODE__NODE_SELECT_STMT;
    named_.push_back({named.ctename, select && gives_one_row(*named.ctequery->select_stmt)});
  }
}

void FactReader::open_block(const FromClause& from, Step& step) {
  facts_->predicates += from.merged_columns();
  links_.open_block(from);
  step.opens_block = true;
}

void FactReader::open_queries(const ProtobufCMessage& message, Step& step) {
  FromClause from(named_);
  const auto add_all = [&](PgQuery__Node** nodes, std::size_t count) {
    for (const PgQuery__Node* node : std::span(nodes, count)) from.add(*node);
  };
  if (const auto* select =
          message_as<PgQuery__SelectStmt>(message, pg_query__select_stmt__descriptor)) {
    name_queries(select->with_clause);
    if (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE) return;
    add_all(select->from_clause, select->n_from_clause);
  } else if (const auto* update =
                 message_as<PgQuery__UpdateStmt>(message, pg_query__update_stmt__descriptor)) {
    name_queries(update->with_clause);
    from.add_table(*update->relation);
    add_all(update->from_clause, update->n_from_clause);
  } else if (const auto* removal =
                 message_as<PgQuery__DeleteStmt>(message, pg_query__delete_stmt__descriptor)) {
    name_queries(removal->with_clause);
    from.add_table(*removal->relation);
    add_all(removal->using_clause, removal->n_using_clause);
  } else if (const auto* merge =
                 message_as<PgQuery__MergeStmt>(message, pg_query__merge_stmt__descriptor)) {
    name_queries(merge->with_clause);
    from.add_table(*merge->relation);
    from.add(*merge->source_relation);
  } else {
    const auto* insert =
        message_as<PgQuery__InsertStmt>(message, pg_query__insert_stmt__descriptor);
    if (insert != nullptr) name_queries(insert->with_clause);
    return;
  }
  open_block(from, step);
}

void FactReader::open_scope(const ProtobufCMessage& message, Step& step) {
  if (!links_.block_is_open() || links_.scope_is_open()) return;
  std::optional<int> item;
  if (message.descriptor == &pg_query__range_subselect__descriptor ||
      message.descriptor == &pg_query__range_function__descriptor ||
      message.descriptor == &pg_query__range_table_func__descriptor) {
    item = links_.item_at(message);
  } else {
    // A Node whose content is an AND is no conjunct itself; its operands are.
    const bool conjunct = !path_.empty() && path_.back().conjunct && !step.conjunct;
    if (!conjunct || message.descriptor == &pg_query__node__descriptor) return;
  }
  links_.open_scope(item);
  step.opens_scope = true;
}

// A part of a reference; empty where it is the star of `item.*`.
std::string_view name_at(const PgQuery__ColumnRef& reference, std::size_t part) {
  const PgQuery__Node& field = *reference.fields[part];
  if (field.node_case != PG_QUERY__NODE__NODE_STRING) return {};
  return field.string->sval;
}

void FactReader::refer(const PgQuery__ColumnRef& reference) {
  if (reference.n_fields == 1) return links_.refer_to_column(name_at(reference, 0));
  links_.refer_to_item(name_at(reference, reference.n_fields - 2));
}

// Whether the path ends at an EXISTS or an IN. The planner pulls such a subquery up only from a
// conjunct and only if it is simple; that it is counted as a join in any case keeps the score from
// falling when an OR or a window function is added.
bool FactReader::becomes_join() const {
  if (path_.size() < 2) return false;
  const auto* sublink = message_as<PgQuery__SubLink>(*path_[path_.size() - 2].message,
                                                     pg_query__sub_link__descriptor);
  return sublink != nullptr && (sublink->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK ||
                                sublink->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK);
}

// item.column = item.column, under an OR too, where the planner makes no use of it: what an OR is
// added to must not lose its links.
void FactReader::equate(const PgQuery__AExpr& expression) {
  const auto column_of = [](const PgQuery__Node* node) -> std::optional<LinkFinder::Column> {
    if (node == nullptr || node->node_case != PG_QUERY__NODE__NODE_COLUMN_REF) return {};
    const PgQuery__ColumnRef& reference = *node->column_ref;
    if (reference.n_fields < 2) return {};
    return LinkFinder::Column{name_at(reference, reference.n_fields - 2),
                              name_at(reference, reference.n_fields - 1)};
  };
  const bool equality =
      expression.kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP &&
      std::string_view(expression.name[expression.n_name - 1]->string->sval) == "=";
  const auto left = column_of(expression.lexpr);
  const auto right = column_of(expression.rexpr);
  if (equality && left && right) links_.equate(*left, *right);
}

bool FactReader::enter(const ProtobufCMessage& message) {
  count_message(message, *facts_);
  if (const auto* reference =
          message_as<PgQuery__ColumnRef>(message, pg_query__column_ref__descriptor)) {
    refer(*reference);
    return false;
  }
  Step step{.message = &message};
  step.named_before = named_.size();
  step.conjunct = is_conjunct(message);
  step.deepens = begins_level(message);
  open_scope(message, step);
  open_queries(message, step);
  const auto* expression = message_as<PgQuery__AExpr>(message, pg_query__a__expr__descriptor);
  if (expression != nullptr) equate(*expression);
  if (step.deepens) facts_->depth = std::max(facts_->depth, ++depth_);
  path_.push_back(step);
  return true;
}

void FactReader::leave(const ProtobufCMessage&) {
  const Step step = path_.back();
  path_.pop_back();
  if (step.deepens) --depth_;
  if (step.opens_block) {
    facts_->blocks.push_back(links_.close_block());
    if (becomes_join()) links_.attach(facts_->blocks.back());
  }
  if (step.opens_scope) links_.close_scope();
  named_.resize(step.named_before);
}

}  // namespace

StatementFacts read_facts(const PgQuery__Node& statement) {
  StatementFacts facts;
  facts.statement_class = class_of(statement);
  if (facts.statement_class == StatementClass::kUtility) return facts;
  FactReader reader(facts);
  sql::walk(statement.base, reader);
  return facts;
}

}  // namespace tend::workload
