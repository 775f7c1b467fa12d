// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/path_capture.h"

namespace tend::ext {

namespace {

// The member by which the relation delivers the key; NULL if it does not.
const Expr* term_of(const PathKey* key, const RelOptInfo* rel) {
  ListCell* cell;
  foreach (cell, key->pk_eclass->ec_members) {
    const EquivalenceMember* member = lfirst_node(EquivalenceMember, cell);
    if (!member->em_is_const && bms_equal(member->em_relids, rel->relids)) return member->em_expr;
  }
  return NULL;
}

uint64 hash_of(const Expr* term) {
  if (IsA(term, Var)) {
    return static_cast<uint64>(reinterpret_cast<const Var*>(term)->varattno);
  }
  char* text = nodeToString(term);
  const uint64 hash = hash_bytes_extended(reinterpret_cast<const unsigned char*>(text),
                                          static_cast<int>(strlen(text)), 0);
  pfree(text);
  return hash;
}

void add_indexes(const Path* path, List** found) {
  ListCell* cell;
  switch (nodeTag(path)) {
    case T_IndexPath:
      *found = list_append_unique_oid(
          *found, reinterpret_cast<const IndexPath*>(path)->indexinfo->indexoid);
      break;
    case T_GatherPath:
      add_indexes(reinterpret_cast<const GatherPath*>(path)->subpath, found);
      break;
    case T_BitmapHeapPath:
      add_indexes(reinterpret_cast<const BitmapHeapPath*>(path)->bitmapqual, found);
      break;
    case T_BitmapAndPath:
      foreach (cell, reinterpret_cast<const BitmapAndPath*>(path)->bitmapquals) {
        add_indexes(static_cast<const Path*>(lfirst(cell)), found);
      }
      break;
    case T_BitmapOrPath:
      foreach (cell, reinterpret_cast<const BitmapOrPath*>(path)->bitmapquals) {
        add_indexes(static_cast<const Path*>(lfirst(cell)), found);
      }
      break;
    default: break;
  }
}

// As initial_cost_hashjoin (costsize.c) charges the inner side: each row is hashed, and all are
// written and read once more if they do not fit into memory.
double hashing_cost(const Path* path) {
  const double width = static_cast<double>(MAXALIGN(path->pathtarget->width)) +
                       static_cast<double>(MAXALIGN(SizeofHeapTupleHeader));
  const double bytes = path->rows * width;
  const double cost = path->rows * (cpu_tuple_cost + cpu_operator_cost);
  return bytes <= tend_hash_memory() ? cost : cost + 2 * seq_page_cost * ceil(bytes / BLCKSZ);
}

void record(CapturedPlanning* planning, int place, const List* paths) {
  const ListCell* cell;
  foreach (cell, paths) {
    const Path* path = static_cast<const Path*>(lfirst(cell));
    CapturedPath* captured = static_cast<CapturedPath*>(palloc0(sizeof(CapturedPath)));
    captured->place = place;
    captured->indexes = indexes_of(path);
    captured->outer = bms_copy(PATH_REQ_OUTER(path));
    captured->order = order_of(path);
    captured->startup = path->startup_cost;
    captured->total = path->total_cost;
    captured->hashing = hashing_cost(path);
    planning->paths = lappend(planning->paths, captured);
  }
}

// The paths that the planner makes of one index alone; those it has made stay as they are.
List* paths_of_index(PlannerInfo* root, RelOptInfo* rel, IndexOptInfo* index) {
  List* const indexes = rel->indexlist;
  List* const paths = rel->pathlist;
  const bool parallel = rel->consider_parallel;
  rel->indexlist = list_make1(index);
  rel->pathlist = NIL;
  rel->consider_parallel = false;
  create_index_paths(root, rel);
  List* const made = rel->pathlist;
  rel->indexlist = indexes;
  rel->pathlist = paths;
  rel->consider_parallel = parallel;
  return made;
}

bool is_read_by_index(const RelOptInfo* rel, const RangeTblEntry* entry) {
  return entry->rtekind == RTE_RELATION && !entry->inh && !entry->tablesample &&
         rel->indexlist != NIL;
}

}  // namespace

CapturedOrder order_of(const Path* path) {
  CapturedOrder order{0, NULL};
  if (!path->pathkeys) return order;
  order.keys = static_cast<uint64*>(
      palloc(sizeof(uint64) * static_cast<size_t>(list_length(path->pathkeys))));
  ListCell* cell;
  foreach (cell, path->pathkeys) {
    const PathKey* key = lfirst_node(PathKey, cell);
    const Expr* term = term_of(key, path->parent);
    if (!term) break;
    order.keys[order.count++] = hash_combine64(
        hash_of(term), (static_cast<uint64>(key->pk_opfamily) << 2) |
                           (tend_is_descending(key) ? 2 : 0) | (key->pk_nulls_first ? 1 : 0));
  }
  return order;
}

List* indexes_of(const Path* path) {
  List* found = NIL;
  add_indexes(path, &found);
  return found;
}

void capture_paths(CapturedPlanning* planning, PlannerInfo* root, RelOptInfo* rel) {
  const int place = list_length(planning->tables);
  CapturedTable* table = static_cast<CapturedTable*>(palloc(sizeof(CapturedTable)));
  *table = {root, rel};
  planning->tables = lappend(planning->tables, table);
  if (IS_DUMMY_REL(rel)) return;
  if (!planning->offers_alone) return record(planning, place, rel->pathlist);
  if (!is_read_by_index(rel, planner_rt_fetch(rel->relid, root))) return;
  ListCell* cell;
  foreach (cell, rel->indexlist) {
    IndexOptInfo* index = lfirst_node(IndexOptInfo, cell);
    if (index->hypothetical) record(planning, place, paths_of_index(root, rel, index));
  }
}

void stop_if_captured(CapturedPlanning* planning, const PlannerInfo* root) {
  // The outermost level's scans are costed last, all of them before the first join.
  if (!planning->offers_alone || root->parent_root) return;
  planning->stopped = true;
  ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg_internal("the scans are costed")));
}

void capture_final(CapturedPlanning* planning, PlannerInfo* root, UpperRelationKind stage,
                   const RelOptInfo* rel) {
  if (stage != UPPERREL_FINAL || !rel->pathlist) return;
  CapturedFinal* final = static_cast<CapturedFinal*>(palloc(sizeof(CapturedFinal)));
  *final = {root, static_cast<Path*>(linitial(rel->pathlist))};
  ListCell* cell;
  foreach (cell, rel->pathlist) {
    Path* path = static_cast<Path*>(lfirst(cell));
    if (path->total_cost < final->path->total_cost) final->path = path;
  }
  planning->finals = lappend(planning->finals, final);
}

}  // namespace tend::ext
