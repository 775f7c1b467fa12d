// SPDX-License-Identifier: PostgreSQL
// The parse tree says where the placeholders are and what stands around them.
//
// Tested by tests/unit/sql/placeholders_test.cpp.
#include "core/sql/placeholders.h"

#include <pg_query/pg_query.pb-c.h>

#include <map>
#include <utility>

#include "core/sql/parse_tree.h"
#include "core/sql/statement_text.h"
#include "core/sql/walk.h"

namespace tend::sql {
namespace {

// A piece of the text and what is written in its place.
struct Edit {
  std::size_t end = 0;
  std::string text;
};
using Edits = std::map<std::size_t, Edit>;  // by the place where the piece begins

// A placeholder as the text has it, `$7`; empty if the place is not known.
std::string_view spelling(std::string_view sql, const PgQuery__ParamRef& param) {
  const auto start = static_cast<std::size_t>(param.location);
  if (param.location < 0 || start >= sql.size() || sql[start] != '$') return {};
  const std::size_t end = sql.find_first_not_of("0123456789", start + 1);
  return sql.substr(start, end == std::string_view::npos ? end : end - start);
}

std::string cast_of(std::string_view placeholder, std::string_view type) {
  return "(" + std::string(placeholder) + "::" + std::string(type) + ")";
}

const PgQuery__ParamRef* placeholder_of(const PgQuery__Node* node) {
  const bool found = node != nullptr && node->node_case == PG_QUERY__NODE__NODE_PARAM_REF;
  return found ? node->param_ref : nullptr;
}

class EditFinder : public TreeVisitor {
 public:
  explicit EditFinder(std::string_view sql) : sql_(sql) {}
  void leave(const ProtobufCMessage&) override {}
  Edits take() { return std::move(edits_); }

 protected:
  // REQUIRES: begin <= where the placeholder stands
  void add(std::size_t begin, const PgQuery__ParamRef& param, std::string_view type) {
    const std::string_view placeholder = spelling(sql_, param);
    if (placeholder.empty()) return;
    const auto end =
        static_cast<std::size_t>(placeholder.data() - sql_.data()) + placeholder.size();
    edits_[begin] = {end, cast_of(placeholder, type)};
  }

  std::string_view sql_;

 private:
  Edits edits_;
};

// `type $n`; a cast has its type behind.
class TypedPlaceholders : public EditFinder {
 public:
  using EditFinder::EditFinder;
  bool enter(const ProtobufCMessage& message) override {
    const auto* cast = message_as<PgQuery__TypeCast>(message, pg_query__type_cast__descriptor);
    if (cast == nullptr || cast->type_name == nullptr) return true;
    const PgQuery__ParamRef* param = placeholder_of(cast->arg);
    const int type = cast->type_name->location;
    if (param == nullptr || type < 0 || type >= param->location) return true;
    const auto begin = static_cast<std::size_t>(type);
    std::string_view name = sql_.substr(begin, static_cast<std::size_t>(param->location - type));
    name = name.substr(0, name.find_last_not_of(" \t\r\n") + 1);
    add(begin, *param, name);
    return true;
  }
};

class Summands : public EditFinder {
 public:
  Summands(std::string_view sql, std::string_view type) : EditFinder(sql), type_(type) {}
  bool enter(const ProtobufCMessage& message) override {
    const auto* sum = message_as<PgQuery__AExpr>(message, pg_query__a__expr__descriptor);
    if (sum == nullptr || sum->lexpr == nullptr || !is_sum(*sum)) return true;
    for (const PgQuery__Node* operand : {sum->lexpr, sum->rexpr}) {
      const PgQuery__ParamRef* param = placeholder_of(operand);
      if (param != nullptr) add(static_cast<std::size_t>(param->location), *param, type_);
    }
    return true;
  }

 private:
  static bool is_sum(const PgQuery__AExpr& expression) {
    if (expression.kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || expression.n_name != 1)
      return false;
    const std::string_view name = expression.name[0]->string->sval;
    return name == "+" || name == "-";
  }

  std::string_view type_;
};

std::string edited(std::string_view sql, const Edits& edits) {
  std::string out;
  std::size_t copied = 0;
  for (const auto& [begin, edit] : edits) {
    out += sql.substr(copied, begin - copied);
    out += edit.text;
    copied = edit.end;
  }
  out += sql.substr(copied);
  return out;
}

}  // namespace

Result<std::string> cast_typed_placeholders(std::string_view sql) {
  const Result<ParseTree> tree = ParseTree::parse_one(sql);
  if (!tree.ok()) return tree.failure();
  TypedPlaceholders finder(sql);
  walk(tree->root().base, finder);
  const Edits edits = finder.take();
  if (edits.empty()) return std::string(sql);
  std::string text = edited(sql, edits);
  // What stands behind a placeholder may have belonged to its type.
  const Result<std::string> before = fingerprint(sql);
  const Result<std::string> after = fingerprint(text);
  if (before.ok() && after.ok() && *before == *after) return text;
  return Failure{FailureCode::kNotSupported, "a cast cannot stand for a type here", {}, {}, {}};
}

Result<std::string> cast_summands(std::string_view sql, std::string_view type) {
  const Result<ParseTree> tree = ParseTree::parse_one(sql);
  if (!tree.ok()) return tree.failure();
  Summands finder(sql, type);
  walk(tree->root().base, finder);
  return edited(sql, finder.take());
}

}  // namespace tend::sql
