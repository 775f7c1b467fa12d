// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/method_capture.h"

#include "extension/boundary/guard.h"
#include "extension/what_if/indexable_term.h"

namespace tend::ext {

namespace {

// A clause `term op value`, turned round if it was written so.
struct Comparing {
  Node* term;  // of this table; NULL if the clause is none of this form
  Oid op;
  Oid collation;
};

bool is_value(PlannerInfo* root, Node* node) {
  return bms_is_empty(pull_varnos(root, node)) && !contain_volatile_functions(node);
}

Comparing comparing(PlannerInfo* root, Index rti, Node* clause) {
  if (!IsA(clause, OpExpr)) return {};
  const OpExpr* expression = reinterpret_cast<const OpExpr*>(clause);
  if (list_length(expression->args) != 2) return {};
  Node* left = static_cast<Node*>(linitial(expression->args));
  Node* right = static_cast<Node*>(lsecond(expression->args));
  if (is_value(root, right)) {
    return {indexable_term(left, rti), expression->opno, expression->inputcollid};
  }
  if (!is_value(root, left)) return {};
  const Oid turned = get_commutator(expression->opno);
  if (!OidIsValid(turned)) return {};
  return {indexable_term(right, rti), turned, expression->inputcollid};
}

// As IndexCollMatchesExprColl(): what has no collation is found under any.
bool collates_as_term(const Comparing& found) {
  const Oid own = exprCollation(found.term);
  return !OidIsValid(own) || own == found.collation;
}

CapturedMethodQual* made(PlannerInfo* root, Index rti, const Comparing& found, Node* clause,
                         Oid method, Oid opclass) {
  CapturedMethodQual* qual = static_cast<CapturedMethodQual*>(palloc0(sizeof(CapturedMethodQual)));
  qual->term = captured_term(found.term, rti);
  qual->method = method;
  qual->opclass = opclass;
  qual->selectivity = clause_selectivity(root, clause, static_cast<int>(rti), JOIN_INNER, NULL);
  return qual;
}

List* add_gin(List* quals, PlannerInfo* root, Index rti, const Comparing& found, Node* clause) {
  const Oid type = exprType(found.term);
  CatCList* classes = SearchSysCacheList1(CLAAMNAMENSP, ObjectIdGetDatum(GIN_AM_OID));
  for (int i = 0; i < classes->n_members; i++) {
    const Form_pg_opclass opclass =
        reinterpret_cast<Form_pg_opclass>(GETSTRUCT(&classes->members[i]->tuple));
    if (IsBinaryCoercible(type, opclass->opcintype) &&
        get_op_opfamily_strategy(found.op, opclass->opcfamily) != 0) {
      quals = lappend(quals, made(root, rti, found, clause, GIN_AM_OID, opclass->oid));
    }
  }
  ReleaseCatCacheList(classes);
  return quals;
}

// 0 if there is no statistic.
double correlation_of(Oid table, AttrNumber column) {
  HeapTuple statistics = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(table),
                                         Int16GetDatum(column), BoolGetDatum(false));
  if (!HeapTupleIsValid(statistics)) return 0;
  AttStatsSlot slot;
  double correlation = 0;
  if (get_attstatsslot(&slot, statistics, STATISTIC_KIND_CORRELATION, InvalidOid,
                       ATTSTATSSLOT_NUMBERS)) {
    correlation = slot.numbers[0];
    free_attstatsslot(&slot);
  }
  ReleaseSysCache(statistics);
  return correlation;
}

List* add_brin(List* quals, PlannerInfo* root, Index rti, const Comparing& found, Node* clause) {
  if (!IsA(found.term, Var)) return quals;
  const int strategy = btree_strategy(found.op, found.collation, found.term);
  if (strategy == 0 || strategy == BTEqualStrategyNumber) return quals;
  const Oid opclass = GetDefaultOpClass(exprType(found.term), BRIN_AM_OID);
  if (!OidIsValid(opclass) ||
      get_op_opfamily_strategy(found.op, get_opclass_family(opclass)) == 0) {
    return quals;
  }
  CapturedMethodQual* qual = made(root, rti, found, clause, BRIN_AM_OID, opclass);
  qual->correlation = correlation_of(planner_rt_fetch(rti, root)->relid, qual->term.column);
  return qual->correlation == 0 ? quals : lappend(quals, qual);
}

}  // namespace

List* add_other_methods(List* quals, PlannerInfo* root, Index rti, RestrictInfo* info,
                        bool served) {
  Node* clause = reinterpret_cast<Node*>(info->clause);
  const Comparing found = comparing(root, rti, clause);
  if (!found.term || !collates_as_term(found)) return quals;
  return served ? add_brin(quals, root, rti, found, clause)
                : add_gin(quals, root, rti, found, clause);
}

std::string opclass_name(const CapturedMethodQual* qual) {
  const char* name = pg_call([&]() -> const char* {
    HeapTuple tuple = SearchSysCache1(CLAOID, ObjectIdGetDatum(qual->opclass));
    if (!HeapTupleIsValid(tuple)) return "";
    const Form_pg_opclass opclass = reinterpret_cast<Form_pg_opclass>(GETSTRUCT(tuple));
    const char* text = opclass->opcdefault
                           ? ""
                           : quote_qualified_identifier(get_namespace_name(opclass->opcnamespace),
                                                        NameStr(opclass->opcname));
    ReleaseSysCache(tuple);
    return text;
  });
  return name;
}

}  // namespace tend::ext
