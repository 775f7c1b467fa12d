// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/access_capture.h"

#include "extension/what_if/indexable_term.h"
#include "extension/what_if/method_capture.h"
#include "extension/what_if/qual_capture.h"
#include "extension/what_if/unserved_capture.h"

namespace tend::ext {

namespace {

bool belongs_to(const EquivalenceMember* member, const RelOptInfo* rel) {
  return !member->em_is_const && bms_equal(member->em_relids, rel->relids);
}

// Join columns: members of an equivalence class that has members elsewhere too.
List* add_equivalences(List* quals, const PlannedTable& at) {
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
    if (own && elsewhere) quals = add_join_column(quals, at, own);
  }
  return quals;
}

// The term by which this table delivers a sort key; NULL if it cannot.
Node* term_of_pathkey(const PlannedTable& at, const PathKey* key) {
  ListCell* cell;
  foreach (cell, key->pk_eclass->ec_members) {
    const EquivalenceMember* member = lfirst_node(EquivalenceMember, cell);
    if (!belongs_to(member, at.rel)) continue;
    Node* term = indexable_term(reinterpret_cast<Node*>(member->em_expr), at.rti);
    if (term && default_btree_family(term) == key->pk_opfamily) return term;
  }
  return NULL;
}

List* sort_keys(const PlannedTable& at, List* pathkeys) {
  List* keys = NIL;
  ListCell* cell;
  foreach (cell, pathkeys) {
    const PathKey* pathkey = lfirst_node(PathKey, cell);
    Node* term = term_of_pathkey(at, pathkey);
    if (!term) break;
    CapturedSortKey* key = static_cast<CapturedSortKey*>(palloc0(sizeof(CapturedSortKey)));
    key->term = captured_term(term, at.rti);
    key->descending = tend_is_descending(pathkey);
    key->nulls_first = pathkey->pk_nulls_first;
    keys = lappend(keys, key);
  }
  return keys;
}

List* group_terms(const PlannedTable& at) {
  List* pathkeys = at.root->group_pathkeys      ? at.root->group_pathkeys
                   : at.root->distinct_pathkeys ? at.root->distinct_pathkeys
                                                : at.root->window_pathkeys;
  List* terms = NIL;
  ListCell* cell;
  foreach (cell, pathkeys) {
    Node* term = term_of_pathkey(at, lfirst_node(PathKey, cell));
    if (!term) break;
    CapturedTerm* kept = static_cast<CapturedTerm*>(palloc(sizeof(CapturedTerm)));
    *kept = captured_term(term, at.rti);
    terms = lappend(terms, kept);
  }
  return terms;
}

// What the clause asks of an index, or what keeps one from serving it.
void add_restriction(CapturedAccess* access, const PlannedTable& at, RestrictInfo* info) {
  const int known = list_length(access->quals) + list_length(access->or_arms);
  access->quals = add_quals(access->quals, at, reinterpret_cast<Node*>(info));
  access->or_arms = add_or_arms(access->or_arms, at, info);
  const bool served = list_length(access->quals) + list_length(access->or_arms) > known;
  const int others = list_length(access->other_methods);
  access->other_methods = add_other_methods(access->other_methods, at, info, served);
  if (served || list_length(access->other_methods) > others) return;
  access->unserved = add_unserved(access->unserved, at, info);
}

// What the planner itself asks of an index before it reads the index alone (indxpath.c,
// check_index_only).
void add_columns(CapturedAccess* access, const PlannedTable& at) {
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

bool is_captured_elsewhere(const PlannedTable& at, const RangeTblEntry* entry) {
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
  const PlannedTable at{root, rel, rti};
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
    access->quals = add_quals(access->quals, at, static_cast<Node*>(lfirst(cell)));
    if (info->orclause) access->unserved = add_unserved(access->unserved, at, info);
  }
  access->quals = add_equivalences(access->quals, at);
  access->order = sort_keys(at, root->sort_pathkeys);
  access->grouping = group_terms(at);
  access->limited = root->parse->limitCount != NULL;
  add_columns(access, at);
  return access;
}

}  // namespace tend::ext
