// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/method_capture.h"

#include "extension/boundary/guard.h"
#include "extension/what_if/indexable_term.h"
#include "extension/what_if/term_comparison.h"

namespace tend::ext {

namespace {

// As IndexCollMatchesExprColl(): what has no collation is found under any.
bool collates_as_term(const TermComparison& found) {
  const Oid own = exprCollation(found.term);
  return !OidIsValid(own) || own == found.collation;
}

CapturedMethodQual* made(const PlannedTable& at, const TermComparison& found, Node* clause,
                         Oid method, Oid opclass) {
  CapturedMethodQual* qual = static_cast<CapturedMethodQual*>(palloc0(sizeof(CapturedMethodQual)));
  qual->term = captured_term(found.term, at.rti);
  qual->method = method;
  qual->opclass = opclass;
  qual->selectivity =
      clause_selectivity(at.root, clause, static_cast<int>(at.rti), JOIN_INNER, NULL);
  return qual;
}

List* add_gin(List* quals, const PlannedTable& at, const TermComparison& found, Node* clause) {
  const Oid type = exprType(found.term);
  CatCList* classes = SearchSysCacheList1(CLAAMNAMENSP, ObjectIdGetDatum(GIN_AM_OID));
  for (int i = 0; i < classes->n_members; i++) {
    const Form_pg_opclass opclass =
        reinterpret_cast<Form_pg_opclass>(GETSTRUCT(&classes->members[i]->tuple));
    if (IsBinaryCoercible(type, opclass->opcintype) &&
        get_op_opfamily_strategy(found.op, opclass->opcfamily) != 0) {
      quals = lappend(quals, made(at, found, clause, GIN_AM_OID, opclass->oid));
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

List* add_brin(List* quals, const PlannedTable& at, const TermComparison& found, Node* clause) {
  if (!IsA(found.term, Var)) return quals;
  const int strategy = btree_strategy(found.op, found.collation, found.term);
  if (strategy == 0 || strategy == BTEqualStrategyNumber) return quals;
  const Oid opclass = GetDefaultOpClass(exprType(found.term), BRIN_AM_OID);
  if (!OidIsValid(opclass) ||
      get_op_opfamily_strategy(found.op, get_opclass_family(opclass)) == 0) {
    return quals;
  }
  CapturedMethodQual* qual = made(at, found, clause, BRIN_AM_OID, opclass);
  qual->correlation = correlation_of(planner_rt_fetch(at.rti, at.root)->relid, qual->term.column);
  return qual->correlation == 0 ? quals : lappend(quals, qual);
}

}  // namespace

List* add_other_methods(List* quals, const PlannedTable& at, RestrictInfo* info, bool served) {
  Node* clause = reinterpret_cast<Node*>(info->clause);
  if (!IsA(clause, OpExpr)) return quals;
  const TermComparison found = term_comparison(at, reinterpret_cast<const OpExpr*>(clause));
  if (!found.term || !collates_as_term(found)) return quals;
  // Joins are left to B-trees.
  if (!bms_is_empty(pull_varnos(at.root, found.value))) return quals;
  return served ? add_brin(quals, at, found, clause) : add_gin(quals, at, found, clause);
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
