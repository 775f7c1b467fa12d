// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/access_capture.h"

#include "extension/what_if/indexable_term.h"
#include "extension/what_if/method_capture.h"
#include "extension/what_if/unserved_capture.h"

namespace tend::ext {

namespace {

using index::Comparison;
using index::Operand;

struct Capture {
  PlannerInfo* root;
  RelOptInfo* rel;
  Index rti;
};

// What kind of value the other side of a clause is. Relations of the same level count before
// parameters: such a clause is a join clause whatever else stands in it.
Operand operand_of(const Capture& at, Node* value) {
  if (!bms_is_empty(pull_varnos(at.root, value))) return Operand::kJoin;
  if (IsA(value, Const)) return Operand::kConstant;
  return contains_outer_parameter(value) ? Operand::kOuter : Operand::kParameter;
}

struct DistinctValues {
  double count;
  bool guessed;  // no statistics: the planner's default
};

DistinctValues distinct_values(const Capture& at, Node* term) {
  VariableStatData variable;
  DistinctValues values;
  examine_variable(at.root, term, 0, &variable);
  values.count = get_variable_numdistinct(&variable, &values.guessed);
  ReleaseVariableStats(variable);
  return values;
}

// A join probe finds the rows of one value.
double selectivity_of(const Capture& at, Node* clause, Operand operand, double distinct) {
  if (operand == Operand::kJoin) return distinct >= 1 ? 1 / distinct : 1;
  return clause_selectivity(at.root, clause, static_cast<int>(at.rti), JOIN_INNER, NULL);
}

CapturedTerm term_from(const Capture& at, Node* node) {
  return captured_term(node, at.rti);
}

List* add_qual(List* quals, const Capture& at, Node* term, Comparison comparison, Operand operand,
               Node* clause) {
  CapturedQual* qual = static_cast<CapturedQual*>(palloc0(sizeof(CapturedQual)));
  qual->term = term_from(at, term);
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
List* add_prefix_match(List* quals, const Capture& at, OpExpr* clause) {
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

List* add_operator(List* quals, const Capture& at, OpExpr* clause) {
  if (list_length(clause->args) != 2) return quals;
  if (List* found = add_prefix_match(NIL, at, clause)) return list_concat(quals, found);
  Node* left = static_cast<Node*>(linitial(clause->args));
  Node* right = static_cast<Node*>(lsecond(clause->args));
  Oid op = clause->opno;
  Node* term = indexable_term(left, at.rti);
  Node* value = right;
  if (!term || bms_is_member(static_cast<int>(at.rti), pull_varnos(at.root, value))) {
    term = indexable_term(right, at.rti);
    value = left;
    op = get_commutator(op);
  }
  if (!term || !OidIsValid(op) || contain_volatile_functions(value)) return quals;
  if (bms_is_member(static_cast<int>(at.rti), pull_varnos(at.root, value))) return quals;
  const int strategy = btree_strategy(op, clause->inputcollid, term);
  if (strategy == 0) return quals;
  return add_qual(quals, at, term,
                  strategy == BTEqualStrategyNumber ? Comparison::kEqual : Comparison::kRange,
                  operand_of(at, value), reinterpret_cast<Node*>(clause));
}

List* add_array_operator(List* quals, const Capture& at, ScalarArrayOpExpr* clause) {
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

List* add_null_test(List* quals, const Capture& at, NullTest* clause) {
  Node* term = indexable_term(reinterpret_cast<Node*>(clause->arg), at.rti);
  if (!term || clause->argisrow) return quals;
  return add_qual(quals, at, term,
                  clause->nulltesttype == IS_NULL ? Comparison::kIsNull : Comparison::kIsNotNull,
                  Operand::kNone, reinterpret_cast<Node*>(clause));
}

// WHERE flag, WHERE NOT flag, WHERE flag IS TRUE: equality with a constant to a B-tree.
List* add_boolean(List* quals, const Capture& at, Node* clause) {
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

List* add_clause(List* quals, const Capture& at, Node* clause) {
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

// One arm of an OR: a clause, or several joined by AND.
List* arm_quals(const Capture& at, Node* arm) {
  if (!is_andclause(arm)) return add_clause(NIL, at, arm);
  List* quals = NIL;
  ListCell* cell;
  foreach (cell, reinterpret_cast<BoolExpr*>(arm)->args) {
    quals = add_clause(quals, at, static_cast<Node*>(lfirst(cell)));
  }
  return quals;
}

// An OR is served only if every arm is: an arm without an indexable clause spoils all.
List* add_or_arms(List* arms, const Capture& at, const RestrictInfo* info) {
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

bool belongs_to(const EquivalenceMember* member, const RelOptInfo* rel) {
  return !member->em_is_const && bms_equal(member->em_relids, rel->relids);
}

// Join columns: members of an equivalence class that has members elsewhere too.
List* add_equivalences(List* quals, const Capture& at) {
  int i = -1;
  while ((i = bms_next_member(at.rel->eclass_indexes, i)) >= 0) {
    const EquivalenceClass* ec =
        static_cast<const EquivalenceClass*>(list_nth(at.root->eq_classes, i));
    if (ec->ec_has_const || ec->ec_has_volatile) continue;
    Node* own = NULL;
    bool elsewhere = false;
    ListCell* cell;
    foreach (cell, ec->ec_members) {
      const EquivalenceMember* member = lfirst_node(EquivalenceMember, cell);
      if (belongs_to(member, at.rel)) {
        if (!own) own = indexable_term(reinterpret_cast<Node*>(member->em_expr), at.rti);
      } else if (!member->em_is_child && !bms_is_empty(member->em_relids) &&
                 !bms_overlap(member->em_relids, at.rel->relids)) {
        elsewhere = true;
      }
    }
    if (own && elsewhere) {
      quals = add_qual(quals, at, own, Comparison::kEqual, Operand::kJoin, own);
    }
  }
  return quals;
}

// The term by which this table delivers a sort key; NULL if it cannot.
Node* term_of_pathkey(const Capture& at, const PathKey* key) {
  ListCell* cell;
  foreach (cell, key->pk_eclass->ec_members) {
    const EquivalenceMember* member = lfirst_node(EquivalenceMember, cell);
    if (!belongs_to(member, at.rel)) continue;
    Node* term = indexable_term(reinterpret_cast<Node*>(member->em_expr), at.rti);
    if (term && default_btree_family(term) == key->pk_opfamily) return term;
  }
  return NULL;
}

List* sort_keys(const Capture& at, List* pathkeys) {
  List* keys = NIL;
  ListCell* cell;
  foreach (cell, pathkeys) {
    const PathKey* pathkey = lfirst_node(PathKey, cell);
    Node* term = term_of_pathkey(at, pathkey);
    if (!term) break;
    CapturedSortKey* key = static_cast<CapturedSortKey*>(palloc0(sizeof(CapturedSortKey)));
    key->term = term_from(at, term);
    key->descending = tend_is_descending(pathkey);
    key->nulls_first = pathkey->pk_nulls_first;
    keys = lappend(keys, key);
  }
  return keys;
}

List* group_terms(const Capture& at) {
  List* pathkeys = at.root->group_pathkeys      ? at.root->group_pathkeys
                   : at.root->distinct_pathkeys ? at.root->distinct_pathkeys
                                                : at.root->window_pathkeys;
  List* terms = NIL;
  ListCell* cell;
  foreach (cell, pathkeys) {
    Node* term = term_of_pathkey(at, lfirst_node(PathKey, cell));
    if (!term) break;
    CapturedTerm* kept = static_cast<CapturedTerm*>(palloc(sizeof(CapturedTerm)));
    *kept = term_from(at, term);
    terms = lappend(terms, kept);
  }
  return terms;
}

// What the clause asks of an index, or what keeps one from serving it.
void add_restriction(CapturedAccess* access, const Capture& at, RestrictInfo* info) {
  const int known = list_length(access->quals) + list_length(access->or_arms);
  access->quals = add_clause(access->quals, at, reinterpret_cast<Node*>(info));
  access->or_arms = add_or_arms(access->or_arms, at, info);
  const bool served = list_length(access->quals) + list_length(access->or_arms) > known;
  const int others = list_length(access->other_methods);
  access->other_methods = add_other_methods(access->other_methods, at.root, at.rti, info, served);
  if (served || list_length(access->other_methods) > others) return;
  access->unserved = add_unserved(access->unserved, {at.root, at.rti}, info);
}

// What the planner itself asks of an index before it reads the index alone (indxpath.c,
// check_index_only).
void add_columns(CapturedAccess* access, const Capture& at) {
  for (int column = at.rel->min_attr; column <= at.rel->max_attr; column++) {
    if (bms_is_empty(at.rel->attr_needed[column - at.rel->min_attr])) continue;
    access->above = bms_add_member(access->above, column - FirstLowInvalidHeapAttributeNumber);
  }
  access->read = bms_copy(access->above);
  ListCell* cell;
  foreach (cell, at.rel->baserestrictinfo) {
    const RestrictInfo* info = lfirst_node(RestrictInfo, cell);
    pull_varattnos(reinterpret_cast<Node*>(info->clause), at.rti, &access->read);
  }
}

bool is_captured_elsewhere(const Capture& at, const RangeTblEntry* entry) {
  if (entry->relkind == RELKIND_PARTITIONED_TABLE) {
    // A partitioned table below another: the topmost stands for all.
    return at.rel->reloptkind == RELOPT_OTHER_MEMBER_REL &&
           planner_rt_fetch(at.root->append_rel_array[at.rti]->parent_relid, at.root)->relkind ==
               RELKIND_PARTITIONED_TABLE;
  }
  if (entry->inh) return true;  // an inheritance parent comes again as its own child
  if (at.rel->reloptkind != RELOPT_OTHER_MEMBER_REL) return false;
  const RangeTblEntry* parent =
      planner_rt_fetch(at.root->append_rel_array[at.rti]->parent_relid, at.root);
  return parent->rtekind == RTE_RELATION && parent->relkind == RELKIND_PARTITIONED_TABLE;
}

}  // namespace

CapturedAccess* capture_access(PlannerInfo* root, RelOptInfo* rel, Index rti,
                               RangeTblEntry* entry) {
  const Capture at{root, rel, rti};
  if (entry->rtekind != RTE_RELATION || IS_DUMMY_REL(rel)) return NULL;
  if (is_captured_elsewhere(at, entry)) return NULL;

  CapturedAccess* access = static_cast<CapturedAccess*>(palloc0(sizeof(CapturedAccess)));
  access->table = entry->relid;
  ListCell* cell;
  foreach (cell, rel->baserestrictinfo) {
    add_restriction(access, at, lfirst_node(RestrictInfo, cell));
  }
  foreach (cell, rel->joininfo) {
    const RestrictInfo* info = lfirst_node(RestrictInfo, cell);
    access->quals = add_clause(access->quals, at, static_cast<Node*>(lfirst(cell)));
    if (info->orclause) access->unserved = add_unserved(access->unserved, {root, rti}, info);
  }
  access->quals = add_equivalences(access->quals, at);
  access->order = sort_keys(at, root->sort_pathkeys);
  access->grouping = group_terms(at);
  access->limited = root->parse->limitCount != NULL;
  add_columns(access, at);
  return access;
}

}  // namespace tend::ext
