// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/qual_capture.h"

#include "extension/what_if/indexable_term.h"
#include "extension/what_if/term_comparison.h"

namespace tend::ext {

namespace {

using index::Comparison;
using index::Operand;

// What kind of value the other side of a clause is. Relations of the same level count before
// parameters: such a clause is a join clause whatever else stands in it.
Operand operand_of(const PlannedTable& at, Node* value) {
  if (!bms_is_empty(pull_varnos(at.root, value))) return Operand::kJoin;
  if (IsA(value, Const)) return Operand::kConstant;
  return contains_outer_parameter(value) ? Operand::kOuter : Operand::kParameter;
}

struct DistinctValues {
  double count;
  bool guessed;  // no statistics: the planner's default
};

DistinctValues distinct_values(const PlannedTable& at, Node* term) {
  VariableStatData variable;
  DistinctValues values;
  examine_variable(at.root, term, 0, &variable);
  values.count = get_variable_numdistinct(&variable, &values.guessed);
  ReleaseVariableStats(variable);
  return values;
}

// A join probe finds the rows of one value.
double selectivity_of(const PlannedTable& at, Node* clause, Operand operand, double distinct) {
  if (operand == Operand::kJoin) return distinct >= 1 ? 1 / distinct : 1;
  return clause_selectivity(at.root, clause, static_cast<int>(at.rti), JOIN_INNER, NULL);
}

List* add_qual(List* quals, const PlannedTable& at, Node* term, Comparison comparison,
               Operand operand, Node* clause) {
  CapturedQual* qual = static_cast<CapturedQual*>(palloc0(sizeof(CapturedQual)));
  qual->term = captured_term(term, at.rti);
  qual->comparison = comparison;
  qual->operand = operand;
  const DistinctValues distinct = distinct_values(at, term);
  qual->distinct_values = distinct.guessed ? 0 : distinct.count;
  qual->selectivity = selectivity_of(at, clause, operand, distinct.count);
  // Only what the text itself proves for every execution may become a predicate; a range with a
  // constant moves with time and would make an index that ages.
  const bool proven = operand == Operand::kConstant || operand == Operand::kNone;
  if (proven && comparison != Comparison::kRange && !contain_mutable_functions(clause) &&
      !carries_foreign_values(clause)) {
    qual->predicate = with_varno_1(clause, at.rti);
  }
  return lappend(quals, qual);
}

// The class under which a B-tree finds the texts that begin alike, whatever the collation; NULL
// where the default one does. Source: the manual, "Operator Classes and Operator Families".
const char* pattern_opclass(Oid op, Oid collation) {
  if (lc_collate_is_c(collation)) return NULL;
  return op == OID_BPCHAR_LIKE_OP ? "pg_catalog.bpchar_pattern_ops" : "pg_catalog.text_pattern_ops";
}

// LIKE 'begin%': the planner makes a range of it, which only some operator classes serve.
List* add_prefix_match(List* quals, const PlannedTable& at, OpExpr* clause) {
  if (clause->opno != OID_TEXT_LIKE_OP && clause->opno != OID_BPCHAR_LIKE_OP) return quals;
  Node* term = indexable_term(static_cast<Node*>(linitial(clause->args)), at.rti);
  const Node* pattern = static_cast<const Node*>(lsecond(clause->args));
  if (!term || !IsA(pattern, Const) || reinterpret_cast<const Const*>(pattern)->constisnull) {
    return quals;
  }
  const char* letters = TextDatumGetCString(reinterpret_cast<const Const*>(pattern)->constvalue);
  if (*letters == '%' || *letters == '_' || *letters == '\0') return quals;
  quals = add_qual(quals, at, term, Comparison::kRange, Operand::kConstant,
                   reinterpret_cast<Node*>(clause));
  static_cast<CapturedQual*>(llast(quals))->opclass =
      pattern_opclass(clause->opno, clause->inputcollid);
  return quals;
}

List* add_operator(List* quals, const PlannedTable& at, OpExpr* clause) {
  if (list_length(clause->args) != 2) return quals;
  if (List* found = add_prefix_match(NIL, at, clause)) return list_concat(quals, found);
  const TermComparison found = term_comparison(at, clause);
  if (!found.term) return quals;
  const int strategy = btree_strategy(found.op, found.collation, found.term);
  if (strategy == 0) return quals;
  return add_qual(quals, at, found.term,
                  strategy == BTEqualStrategyNumber ? Comparison::kEqual : Comparison::kRange,
                  operand_of(at, found.value), reinterpret_cast<Node*>(clause));
}

List* add_array_operator(List* quals, const PlannedTable& at, ScalarArrayOpExpr* clause) {
  if (!clause->useOr) return quals;
  Node* term = indexable_term(static_cast<Node*>(linitial(clause->args)), at.rti);
  Node* value = static_cast<Node*>(lsecond(clause->args));
  if (!term || btree_strategy(clause->opno, clause->inputcollid, term) != BTEqualStrategyNumber ||
      bms_is_member(static_cast<int>(at.rti), pull_varnos(at.root, value))) {
    return quals;
  }
  return add_qual(quals, at, term, Comparison::kAnyOf, operand_of(at, value),
                  reinterpret_cast<Node*>(clause));
}

List* add_null_test(List* quals, const PlannedTable& at, NullTest* clause) {
  Node* term = indexable_term(reinterpret_cast<Node*>(clause->arg), at.rti);
  if (!term || clause->argisrow) return quals;
  return add_qual(quals, at, term,
                  clause->nulltesttype == IS_NULL ? Comparison::kIsNull : Comparison::kIsNotNull,
                  Operand::kNone, reinterpret_cast<Node*>(clause));
}

// WHERE flag, WHERE NOT flag, WHERE flag IS TRUE: equality with a constant to a B-tree.
List* add_boolean(List* quals, const PlannedTable& at, Node* clause) {
  Node* argument = clause;
  if (is_notclause(clause)) {
    argument = reinterpret_cast<Node*>(get_notclausearg(reinterpret_cast<Expr*>(clause)));
  } else if (IsA(clause, BooleanTest)) {
    const BooleanTest* test = reinterpret_cast<BooleanTest*>(clause);
    if (test->booltesttype != IS_TRUE && test->booltesttype != IS_FALSE) return quals;
    argument = reinterpret_cast<Node*>(test->arg);
  }
  if (!IsA(argument, Var) || exprType(argument) != BOOLOID) return quals;
  Node* term = indexable_term(argument, at.rti);
  if (!term) return quals;
  return add_qual(quals, at, term, Comparison::kEqual, Operand::kConstant, clause);
}

// One arm of an OR: a clause, or several joined by AND.
List* arm_quals(const PlannedTable& at, Node* arm) {
  if (!is_andclause(arm)) return add_quals(NIL, at, arm);
  List* quals = NIL;
  ListCell* cell;
  foreach (cell, reinterpret_cast<BoolExpr*>(arm)->args) {
    quals = add_quals(quals, at, static_cast<Node*>(lfirst(cell)));
  }
  return quals;
}

}  // namespace

List* add_quals(List* quals, const PlannedTable& at, Node* clause) {
  if (IsA(clause, RestrictInfo)) {
    clause = reinterpret_cast<Node*>(reinterpret_cast<RestrictInfo*>(clause)->clause);
  }
  if (IsA(clause, OpExpr)) return add_operator(quals, at, reinterpret_cast<OpExpr*>(clause));
  if (IsA(clause, ScalarArrayOpExpr)) {
    return add_array_operator(quals, at, reinterpret_cast<ScalarArrayOpExpr*>(clause));
  }
  if (IsA(clause, NullTest)) return add_null_test(quals, at, reinterpret_cast<NullTest*>(clause));
  return add_boolean(quals, at, clause);
}

List* add_join_column(List* quals, const PlannedTable& at, Node* term) {
  return add_qual(quals, at, term, Comparison::kEqual, Operand::kJoin, term);
}

List* add_or_arms(List* arms, const PlannedTable& at, const RestrictInfo* info) {
  if (!info->orclause || !is_orclause(info->orclause)) return arms;
  List* found = NIL;
  ListCell* cell;
  foreach (cell, reinterpret_cast<BoolExpr*>(info->orclause)->args) {
    List* quals = arm_quals(at, static_cast<Node*>(lfirst(cell)));
    if (!quals) return arms;
    found = lappend(found, quals);
  }
  return list_concat(arms, found);
}

}  // namespace tend::ext
