// SPDX-License-Identifier: PostgreSQL
#include "core/workload/tunable_statement.h"

#include <pg_query/pg_query.pb-c.h>

#include <algorithm>
#include <set>
#include <vector>

#include "core/sql/parse_tree.h"
#include "core/sql/walk.h"

namespace tend::workload {
namespace {

// Behind the first word of each statement of the program tend (advisor/collect).
constexpr std::string_view kProgramMark = "/* tend */";
constexpr std::string_view kOwnSchema = "tend";

bool runs_a_query(const PgQuery__Node& statement) {
  switch (statement.node_case) {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_MERGE_STMT:
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
    case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT:
    case PG_QUERY__NODE__NODE_CALL_STMT:
    case PG_QUERY__NODE__NODE_DO_STMT:
    case PG_QUERY__NODE__NODE_EXECUTE_STMT:
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
    case PG_QUERY__NODE__NODE_PREPARE_STMT: return true;
    case PG_QUERY__NODE__NODE_COPY_STMT: return statement.copy_stmt->query != nullptr;
    default: return false;
  }
}

// What a statement names: functions by their schema, tables, and what WITH defines.
class Names : public sql::TreeVisitor {
 public:
  bool enter(const ProtobufCMessage& message) override {
    using sql::message_as;
    if (const auto* table =
            message_as<PgQuery__RangeVar>(message, pg_query__range_var__descriptor)) {
      tables_.push_back({table->schemaname, table->relname});
    } else if (const auto* call =
                   message_as<PgQuery__FuncCall>(message, pg_query__func_call__descriptor)) {
      calls_own_ |= call->n_funcname == 2 && call->funcname[0]->string->sval == kOwnSchema;
    } else if (const auto* with = message_as<PgQuery__CommonTableExpr>(
                   message, pg_query__common_table_expr__descriptor)) {
      ctes_.insert(with->ctename);
    }
    return true;
  }
  void leave(const ProtobufCMessage&) override {}

  bool only_own() const {
    bool own = calls_own_;
    for (const Table& table : tables_) {
      if (table.schema == kOwnSchema) {
        own = true;
      } else if (!is_beside_the_point(table)) {
        return false;
      }
    }
    return own;
  }

 private:
  struct Table {
    std::string_view schema, name;
  };

  // Catalogs, statistics views, and names that the statement itself defines.
  bool is_beside_the_point(const Table& table) const {
    return table.schema == "pg_catalog" || table.schema == "information_schema" ||
           table.name.starts_with("pg_") || (table.schema.empty() && ctes_.contains(table.name));
  }

  bool calls_own_ = false;
  std::vector<Table> tables_;
  std::set<std::string_view> ctes_;
};

bool only_own(const PgQuery__Node& statement) {
  Names names;
  sql::walk(statement.base, names);
  return names.only_own();
}

// In any letters: names fold.
bool mentions_own_schema(std::string_view text) {
  const auto same = [](char letter, char lower) { return (letter | 0x20) == lower; };
  return std::search(text.begin(), text.end(), kOwnSchema.begin(), kOwnSchema.end(), same) !=
         text.end();
}

}  // namespace

bool is_own(std::string_view text) {
  if (text.find(kProgramMark) != std::string_view::npos) return true;
  // Most texts need no parsing to tell.
  if (!mentions_own_schema(text)) return false;
  const auto tree = sql::ParseTree::parse_one(text);
  return tree.ok() && runs_a_query(tree->statement(0)) && only_own(tree->statement(0));
}

bool is_tunable(std::string_view text) {
  if (text.find(kProgramMark) != std::string_view::npos) return false;
  const auto tree = sql::ParseTree::parse_one(text);
  if (!tree.ok()) return true;
  return runs_a_query(tree->statement(0)) && !only_own(tree->statement(0));
}

}  // namespace tend::workload
