// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/unserved_capture.h"

#include "extension/boundary/guard.h"
#include "extension/what_if/indexable_term.h"

namespace tend::ext {

namespace {

using index::Obstacle;

bool mentions_table(const PlannedTable& at, Node* node) {
  return bms_is_member(static_cast<int>(at.rti), pull_varnos(at.root, node));
}

Node* without_relabelling(Node* node) {
  while (node && IsA(node, RelabelType)) {
    node = reinterpret_cast<Node*>(reinterpret_cast<RelabelType*>(node)->arg);
  }
  return node;
}

bool is_own_column(const PlannedTable& at, Node* node) {
  return node && IsA(node, Var) &&
         reinterpret_cast<Var*>(node)->varno == static_cast<int>(at.rti) &&
         reinterpret_cast<Var*>(node)->varattno > 0;
}

CapturedUnserved* made(const PlannedTable& at, Obstacle obstacle, Node* about, Node* clause) {
  CapturedUnserved* made = static_cast<CapturedUnserved*>(palloc0(sizeof(CapturedUnserved)));
  made->obstacle = obstacle;
  pull_varattnos(about, at.rti, &made->columns);
  made->selectivity =
      clause_selectivity(at.root, clause, static_cast<int>(at.rti), JOIN_INNER, NULL);
  return made;
}

bool is_pattern_match(Oid function) {
  static constexpr Oid kMatches[] = {F_TEXTLIKE,      F_BPCHARLIKE,      F_NAMELIKE,
                                     F_TEXTICLIKE,    F_BPCHARICLIKE,    F_NAMEICLIKE,
                                     F_TEXTREGEXEQ,   F_BPCHARREGEXEQ,   F_NAMEREGEXEQ,
                                     F_TEXTICREGEXEQ, F_BPCHARICREGEXEQ, F_NAMEICREGEXEQ};
  return std::find(std::begin(kMatches), std::end(kMatches), function) != std::end(kMatches);
}

bool is_regular_expression(Oid function) {
  static constexpr Oid kLikes[] = {F_TEXTLIKE,   F_BPCHARLIKE,   F_NAMELIKE,
                                   F_TEXTICLIKE, F_BPCHARICLIKE, F_NAMEICLIKE};
  return std::find(std::begin(kLikes), std::end(kLikes), function) == std::end(kLikes);
}

// A pattern that no prefix can be taken from; one given by a parameter is not known.
List* add_pattern(List* unserved, const PlannedTable& at, OpExpr* clause, Oid function) {
  Node* value = without_relabelling(static_cast<Node*>(lsecond(clause->args)));
  Node* term = static_cast<Node*>(linitial(clause->args));
  if (!IsA(value, Const) || !mentions_table(at, term)) return unserved;
  const Const* pattern = reinterpret_cast<const Const*>(value);
  if (pattern->constisnull || pattern->consttype != TEXTOID) return unserved;
  const char* letters = text_to_cstring(DatumGetTextPP(pattern->constvalue));
  const size_t length = strlen(letters);
  const bool expression = is_regular_expression(function);
  const bool anywhere = expression ? letters[0] != '^' : letters[0] == '%' || letters[0] == '_';
  if (length == 0 || !anywhere) return unserved;
  CapturedUnserved* found = made(at, Obstacle::kPattern, term, reinterpret_cast<Node*>(clause));
  const char last = letters[length - 1];
  // Reversed it is a prefix: no wildcard but the first character, and LIKE in its plain form.
  found->suffix = function == F_TEXTLIKE && letters[0] == '%' && last != '%' && last != '_';
  return lappend(unserved, found);
}

// The column under a cast, and nothing else in between; NULL if it is something else.
Var* column_under_cast(const PlannedTable& at, Node* side) {
  Node* argument = NULL;
  if (IsA(side, CoerceViaIO)) {
    argument = reinterpret_cast<Node*>(reinterpret_cast<CoerceViaIO*>(side)->arg);
  } else if (IsA(side, FuncExpr)) {
    const FuncExpr* call = reinterpret_cast<const FuncExpr*>(side);
    if (call->funcformat != COERCE_EXPLICIT_CALL && call->funcformat != COERCE_SQL_SYNTAX) {
      argument = static_cast<Node*>(linitial(call->args));
    }
  }
  argument = without_relabelling(argument);
  return is_own_column(at, argument) ? reinterpret_cast<Var*>(argument) : NULL;
}

bool is_of_time(Oid type) {
  char category;
  bool preferred;
  get_type_category_preferred(type, &category, &preferred);
  return category == TYPCATEGORY_DATETIME;
}

bool is_column_of_time(Node* node, void* context) {
  if (!node) return false;
  if (IsA(node, Var)) return is_of_time(reinterpret_cast<Var*>(node)->vartype);
  return tend_walk_expression(node, is_column_of_time, context);
}

CapturedUnserved* around_column(const PlannedTable& at, Node* side, Node* clause) {
  if (Var* column = column_under_cast(at, side)) {
    CapturedUnserved* found = made(at, Obstacle::kCast, side, clause);
    found->column_type = column->vartype;
    found->cast_type = exprType(side);
    found->of_time = is_of_time(column->vartype) && is_of_time(found->cast_type);
    found->immutable = !contain_mutable_functions(side);
    return found;
  }
  CapturedUnserved* found = made(at, Obstacle::kFunction, side, clause);
  if (IsA(side, FuncExpr)) found->function = reinterpret_cast<FuncExpr*>(side)->funcid;
  found->of_time = is_column_of_time(side, NULL);
  found->immutable = !contain_mutable_functions(side);
  return found;
}

// A comparison that a B-tree knows, if its one side were a column of this table by itself; or one
// that excludes what a B-tree finds.
List* add_comparison(List* unserved, const PlannedTable& at, Oid op, List* arguments,
                     Node* clause) {
  Node* side = without_relabelling(static_cast<Node*>(linitial(arguments)));
  Node* other = static_cast<Node*>(lsecond(arguments));
  if (!mentions_table(at, side)) {
    std::swap(side, other);
    side = without_relabelling(side);
    op = IsA(clause, OpExpr) ? get_commutator(op) : InvalidOid;
  }
  if (!OidIsValid(op) || !mentions_table(at, side) || contain_subplans(side)) return unserved;
  if (!bms_is_empty(pull_varnos(at.root, other)) || contain_volatile_functions(clause) ||
      contains_outer_parameter(side)) {
    return unserved;
  }
  const Oid family = default_btree_family(side);
  if (!OidIsValid(family)) return unserved;
  if (is_own_column(at, side)) {
    const Oid negator = get_negator(op);
    const bool excludes =
        OidIsValid(negator) && get_op_opfamily_strategy(negator, family) == BTEqualStrategyNumber;
    return excludes ? lappend(unserved, made(at, Obstacle::kInequality, side, clause)) : unserved;
  }
  // Whole rows and system columns have no index to be missed.
  if (IsA(side, Var)) return unserved;
  if (get_op_opfamily_strategy(op, family) == 0 || indexable_term(side, at.rti)) return unserved;
  return lappend(unserved, around_column(at, side, clause));
}

List* add_plain(List* unserved, const PlannedTable& at, Node* clause) {
  if (IsA(clause, RestrictInfo)) {
    clause = reinterpret_cast<Node*>(reinterpret_cast<RestrictInfo*>(clause)->clause);
  }
  if (IsA(clause, ScalarArrayOpExpr)) {
    const ScalarArrayOpExpr* any = reinterpret_cast<const ScalarArrayOpExpr*>(clause);
    return add_comparison(unserved, at, any->opno, any->args, clause);
  }
  if (!IsA(clause, OpExpr)) return unserved;
  OpExpr* expression = reinterpret_cast<OpExpr*>(clause);
  if (list_length(expression->args) != 2) return unserved;
  const Oid function = get_opcode(expression->opno);
  if (is_pattern_match(function)) return add_pattern(unserved, at, expression, function);
  return add_comparison(unserved, at, expression->opno, expression->args, clause);
}

// An arm that this table cannot answer alone.
bool is_from_elsewhere(const PlannedTable& at, Node* arm) {
  return contain_subplans(arm) || !mentions_table(at, arm);
}

// The share of this table's rows that its own arms keep.
double own_selectivity(const PlannedTable& at, List* arms) {
  double none = 1;
  ListCell* cell;
  foreach (cell, arms) {
    Node* arm = static_cast<Node*>(lfirst(cell));
    if (is_from_elsewhere(at, arm)) continue;
    none *= 1 - clause_selectivity(at.root, arm, static_cast<int>(at.rti), JOIN_INNER, NULL);
  }
  return 1 - none;
}

List* add_alternatives(List* unserved, const PlannedTable& at, BoolExpr* clause) {
  Node* own = NULL;
  bool elsewhere = false;
  ListCell* cell;
  foreach (cell, clause->args) {
    Node* arm = static_cast<Node*>(lfirst(cell));
    if (is_from_elsewhere(at, arm)) {
      elsewhere = true;
    } else {
      own = arm;
    }
  }
  if (own && elsewhere) {
    CapturedUnserved* found = made(at, Obstacle::kAlternatives, own, own);
    found->selectivity = own_selectivity(at, clause->args);
    return lappend(unserved, found);
  }
  if (elsewhere) return unserved;
  // All arms are this table's: one that no index serves spoils the rest.
  foreach (cell, clause->args) {
    Node* arm = static_cast<Node*>(lfirst(cell));
    if (!is_andclause(arm)) unserved = add_plain(unserved, at, arm);
  }
  return unserved;
}

std::string name_of_function(Oid function) {
  if (!OidIsValid(function)) return "";
  const char* name = pg_call([&]() -> const char* {
    const char* plain = get_func_name(function);
    if (!plain) return "";
    const Oid schema = get_func_namespace(function);
    if (schema == PG_CATALOG_NAMESPACE) return quote_identifier(plain);
    return quote_qualified_identifier(get_namespace_name(schema), plain);
  });
  return name;
}

std::string name_of_type(Oid type) {
  if (!OidIsValid(type)) return "";
  const char* name = pg_call([&] { return format_type_be(type); });
  return name;
}

}  // namespace

List* add_unserved(List* unserved, const PlannedTable& at, const RestrictInfo* info) {
  Node* clause = reinterpret_cast<Node*>(info->clause);
  if (!info->orclause || !is_orclause(info->orclause)) {
    return info->pseudoconstant || !mentions_table(at, clause) ? unserved
                                                               : add_plain(unserved, at, clause);
  }
  return add_alternatives(unserved, at, reinterpret_cast<BoolExpr*>(clause));
}

index::UnservedClause unserved_from(const CapturedUnserved* captured, Oid table) {
  index::UnservedClause clause;
  clause.obstacle = captured->obstacle;
  int member = -1;
  while ((member = bms_next_member(captured->columns, member)) >= 0) {
    const int attribute = member + FirstLowInvalidHeapAttributeNumber;
    if (attribute <= 0) continue;
    const char* name = pg_call([&] {
      return quote_identifier(get_attname(table, static_cast<AttrNumber>(attribute), false));
    });
    clause.columns.emplace_back(name);
  }
  clause.column_type = name_of_type(captured->column_type);
  clause.cast_type = name_of_type(captured->cast_type);
  clause.function = name_of_function(captured->function);
  clause.immutable = captured->immutable;
  clause.suffix = captured->suffix;
  clause.of_time = captured->of_time;
  clause.selectivity = std::clamp(captured->selectivity, 0.0, 1.0);
  return clause;
}

}  // namespace tend::ext
