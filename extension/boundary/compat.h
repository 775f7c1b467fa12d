// SPDX-License-Identifier: PostgreSQL
// What differs between the server's major versions, 14 to 18; no other file tests PG_VERSION_NUM.
// Built and tested on 15; the rest is kept open from the servers' headers, not run.
//
// Included by pg.h, inside extern "C".
#pragma once

#if PG_VERSION_NUM < 140000 || PG_VERSION_NUM >= 190000
#error "pg_tend is written for PostgreSQL 14 to 18"
#endif

#if PG_VERSION_NUM >= 150000
#include "common/pg_prng.h"
#endif

#if PG_VERSION_NUM >= 160000
#include "nodes/queryjumble.h"
#else
#include "utils/queryjumble.h"
#endif

#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif

// The right to read or write every relation of one query level, as the executor checks it.
static inline void tend_check_range_table(Query* query) {
#if PG_VERSION_NUM >= 160000
  (void)ExecCheckPermissions(query->rtable, query->rteperminfos, true);
#else
  (void)ExecCheckRTPerms(query->rtable, true);
#endif
}

// Sets query->queryId as pg_stat_statements would know the statement. Query ids are off while we
// plan; an assert-enabled server insists on them being on here.
static inline void tend_jumble(Query* query, const char* sql) {
  const int setting = compute_query_id;
  compute_query_id = COMPUTE_QUERY_ID_ON;
  PG_TRY();
  {
#if PG_VERSION_NUM >= 160000
    (void)sql;
    (void)JumbleQuery(query);
#else
    (void)JumbleQuery(query, sql);
#endif
  }
  PG_FINALLY();
  { compute_query_id = setting; }
  PG_END_TRY();
}

static inline Query* tend_analyze_varparams(RawStmt* raw, const char* sql, Oid** types,
                                            int* count) {
#if PG_VERSION_NUM >= 150000
  return parse_analyze_varparams(raw, sql, types, count, NULL);
#else
  return parse_analyze_varparams(raw, sql, types, count);
#endif
}

static inline void tend_explain_plan(PlannedStmt* plan, ExplainState* es, const char* sql) {
#if PG_VERSION_NUM >= 170000
  ExplainOnePlan(plan, NULL, es, sql, NULL, NULL, NULL, NULL, NULL);
#else
  ExplainOnePlan(plan, NULL, es, sql, NULL, NULL, NULL, NULL);
#endif
}

// Prepares fcinfo's ReturnSetInfo for rows put into its tuplestore.
static inline void tend_materialize(FunctionCallInfo fcinfo) {
#if PG_VERSION_NUM >= 150000
  InitMaterializedSRF(fcinfo, 0);
#else
  ReturnSetInfo* info = (ReturnSetInfo*)fcinfo->resultinfo;
  MemoryContext old = MemoryContextSwitchTo(info->econtext->ecxt_per_query_memory);
  TupleDesc row;
  if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE) {
    elog(ERROR, "return type must be a row type");
  }
  info->returnMode = SFRM_Materialize;
  info->setDesc = row;
  info->setResult = tuplestore_begin_heap(true, false, work_mem);
  MemoryContextSwitchTo(old);
#endif
}

// Whether the role holds the privilege on the whole table, or on the column.
static inline bool tend_may_select_table(Oid relid, Oid role) {
  return pg_class_aclcheck(relid, role, ACL_SELECT) == ACLCHECK_OK;
}
static inline bool tend_may_select_column(Oid relid, AttrNumber attribute, Oid role) {
  return pg_attribute_aclcheck(relid, attribute, role, ACL_SELECT) == ACLCHECK_OK;
}

// For each attribute of `parent` (from 1) the attribute of `child` with the same name.
static inline AttrMap* tend_attribute_map(TupleDesc child, TupleDesc parent) {
#if PG_VERSION_NUM >= 160000
  return build_attrmap_by_name(child, parent, false);
#else
  return build_attrmap_by_name(child, parent);
#endif
}

static inline void tend_take_range_table(Query* query, ParseState* parse) {
  query->rtable = parse->p_rtable;
#if PG_VERSION_NUM >= 160000
  query->rteperminfos = parse->p_rteperminfos;
#endif
}

static inline bool tend_is_descending(const PathKey* key) {
#if PG_VERSION_NUM >= 180000
  return key->pk_cmptype == COMPARE_GT;
#else
  return key->pk_strategy == BTGreaterStrategyNumber;
#endif
}

// Removes pruning steps that would run at executor start. From 18 on the plan holds them elsewhere
// (PlannedStmt.partPruneInfos) and EXPLAIN of a generic plan skips them by itself.
#if PG_VERSION_NUM >= 180000
#define tend_forget_pruning(info) ((void)0)
#else
static inline void tend_forget_pruning(PartitionPruneInfo* info) {
  ListCell* outer;
  ListCell* inner;
  if (!info) return;
  foreach (outer, info->prune_infos) {
    foreach (inner, (List*)lfirst(outer)) {
      ((PartitionedRelPruneInfo*)lfirst(inner))->initial_pruning_steps = NIL;
    }
  }
}
#endif

// Bytes that one hash table may take.
static inline double tend_hash_memory(void) {
#if PG_VERSION_NUM >= 150000
  return (double)get_hash_memory_limit();
#else
  return (double)get_hash_mem() * 1024.0;
#endif
}

// What a set operation reads: one appended input up to 17, two from 18 on.
static inline List* tend_set_operation_inputs(const Path* path) {
  const SetOpPath* operation = (const SetOpPath*)path;
#if PG_VERSION_NUM >= 180000
  return list_make2(operation->leftpath, operation->rightpath);
#else
  return list_make1(operation->subpath);
#endif
}

// Up to 15 the walkers take a function without a prototype, which C++ reads as "no arguments".
typedef bool (*TendWalker)(Node* node, void* context);
static inline bool tend_walk_expression(Node* node, TendWalker walker, void* context) {
#if PG_VERSION_NUM >= 160000
  return expression_tree_walker(node, walker, context);
#else
  return expression_tree_walker(node, (bool (*)(void))(void (*)(void))walker, context);
#endif
}
static inline bool tend_walk_query(Query* query, TendWalker walker, void* context) {
#if PG_VERSION_NUM >= 160000
  return query_tree_walker(query, walker, context, 0);
#else
  return query_tree_walker(query, (bool (*)(void))(void (*)(void))walker, context, 0);
#endif
}

static inline bool tend_is_merge(const Node* statement) {
#if PG_VERSION_NUM >= 150000
  return IsA(statement, MergeStmt);
#else
  (void)statement;
  return false;
#endif
}

static inline void tend_reserve_settings(const char* prefix) {
#if PG_VERSION_NUM >= 150000
  MarkGUCPrefixReserved(prefix);
#else
  EmitWarningsOnPlaceholders(prefix);
#endif
}

// Columns an UPDATE assigns, by the attribute numbers of the relation named in the statement, as
// the rights check wants them (offset by FirstLowInvalidHeapAttributeNumber).
static inline Bitmapset* tend_updated_columns(const PlannedStmt* plan, Index relation) {
  RangeTblEntry* entry = rt_fetch(relation, plan->rtable);
#if PG_VERSION_NUM >= 160000
  if (entry->perminfoindex == 0) return NULL;
  return getRTEPermissionInfo(plan->permInfos, entry)->updatedCols;
#else
  return entry->updatedCols;
#endif
}

// In [0, 1).
static inline double tend_random_fraction(void) {
#if PG_VERSION_NUM >= 150000
  return pg_prng_double(&pg_global_prng_state);
#else
  return (double)random() / ((double)MAX_RANDOM_VALUE + 1.0);
#endif
}

// Gives the table a new, empty file, as TRUNCATE does, and empties its indexes.
static inline void tend_empty_table(Relation table) {
#if PG_VERSION_NUM >= 160000
  RelationSetNewRelfilenumber(table, table->rd_rel->relpersistence);
#else
  RelationSetNewRelfilenode(table, table->rd_rel->relpersistence);
#endif
#if PG_VERSION_NUM >= 170000
  ReindexParams parameters = {0, InvalidOid};
  reindex_relation(NULL, RelationGetRelid(table), 0, &parameters);
#else
  ReindexParams parameters = {0, InvalidOid};
  reindex_relation(RelationGetRelid(table), 0, &parameters);
#endif
}

// InvalidOid if the relation is gone.
static inline Oid tend_relation_owner(Oid relation) {
  HeapTuple row = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
  Oid owner = InvalidOid;
  if (HeapTupleIsValid(row)) {
    owner = ((Form_pg_class)GETSTRUCT(row))->relowner;
    ReleaseSysCache(row);
  }
  return owner;
}

// What ANALYZE computes is as detailed as default_statistics_target says.
static inline void tend_use_default_target(VacAttrStats* statistics) {
#if PG_VERSION_NUM >= 170000
  statistics->attstattarget = -1;
#else
  statistics->attr = (Form_pg_attribute)palloc0(ATTRIBUTE_FIXED_PART_SIZE);
  statistics->attr->attstattarget = -1;
#endif
}

// The results of ANALYZE for a statistics object, without those of its partitions.
static inline HeapTuple tend_extended_data(Oid statistics) {
#if PG_VERSION_NUM >= 150000
  return SearchSysCache2(STATEXTDATASTXOID, ObjectIdGetDatum(statistics), BoolGetDatum(false));
#else
  return SearchSysCache1(STATEXTDATASTXOID, ObjectIdGetDatum(statistics));
#endif
}
static inline HeapTuple tend_load_expression_statistics(Oid statistics, int place) {
#if PG_VERSION_NUM >= 150000
  return statext_expressions_load(statistics, false, place);
#else
  return statext_expressions_load(statistics, place);
#endif
}
static inline MVNDistinct* tend_load_distinct(Oid statistics) {
#if PG_VERSION_NUM >= 150000
  return statext_ndistinct_load(statistics, false);
#else
  return statext_ndistinct_load(statistics);
#endif
}

// Whose rights on a table of the statement count: a view's owner's, or the current user's.
static inline Oid tend_reading_role(const RangeTblEntry* entry, const RelOptInfo* rel) {
#if PG_VERSION_NUM >= 160000
  (void)entry;
  return OidIsValid(rel->userid) ? rel->userid : GetUserId();
#else
  (void)rel;
  return OidIsValid(entry->checkAsUser) ? entry->checkAsUser : GetUserId();
#endif
}

static inline Oid tend_database_owner(void) {
  HeapTuple row = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(MyDatabaseId));
  Oid owner = InvalidOid;
  if (HeapTupleIsValid(row)) {
    owner = ((Form_pg_database)GETSTRUCT(row))->datdba;
    ReleaseSysCache(row);
  }
  return owner;
}

static inline bool tend_may_connect(Oid database, Oid role) {
#if PG_VERSION_NUM >= 160000
  return object_aclcheck(DatabaseRelationId, database, role, ACL_CONNECT) == ACLCHECK_OK;
#else
  return pg_database_aclcheck(database, role, ACL_CONNECT) == ACLCHECK_OK;
#endif
}

// Runs `hook` when shared memory is asked for; returns what stood there. 14 has no such hook: there
// everything is asked for at once, by tend_request_shmem_now().
typedef void (*TendShmemRequestHook)(void);
static inline TendShmemRequestHook tend_chain_shmem_request(TendShmemRequestHook hook) {
#if PG_VERSION_NUM >= 150000
  TendShmemRequestHook previous = shmem_request_hook;
  shmem_request_hook = hook;
  return previous;
#else
  (void)hook;
  return NULL;
#endif
}
static inline void tend_request_shmem_now(Size size) {
#if PG_VERSION_NUM >= 150000
  (void)size;
#else
  RequestAddinShmemSpace(size);
#endif
}

// The executor's run hook lost its last argument in 18.
#if PG_VERSION_NUM >= 180000
#define TEND_RUN_PARAMETERS QueryDesc *query, ScanDirection direction, uint64 count
#define TEND_RUN_ARGUMENTS query, direction, count
#else
#define TEND_RUN_PARAMETERS QueryDesc *query, ScanDirection direction, uint64 count, bool once
#define TEND_RUN_ARGUMENTS query, direction, count, once
#endif

// The entry of a backend, from 1, in this process's copy of the status array; NULL if it is empty.
static inline PgBackendStatus* tend_backend_status(int position) {
#if PG_VERSION_NUM >= 160000
  LocalPgBackendStatus* entry = pgstat_get_local_beentry_by_index(position);
#else
  LocalPgBackendStatus* entry = pgstat_fetch_stat_local_beentry(position);
#endif
  return entry ? &entry->backendStatus : NULL;
}

// Into at least MAXDATELEN + 1 bytes, as the default IntervalStyle writes it; raises no error.
static inline void tend_encode_interval(const Interval* interval, char* buffer) {
#if PG_VERSION_NUM >= 170000
  if (INTERVAL_NOT_FINITE(interval)) {
    strcpy(buffer, INTERVAL_IS_NOBEGIN(interval) ? "-infinity" : "infinity");
    return;
  }
#endif
#if PG_VERSION_NUM >= 150000
  struct pg_itm parts;
  interval2itm(*interval, &parts);
  EncodeInterval(&parts, INTSTYLE_POSTGRES, buffer);
#else
  struct pg_tm parts;
  fsec_t fraction;
  if (interval2tm(*interval, &parts, &fraction) != 0) {
    buffer[0] = '\0';
    return;
  }
  EncodeInterval(&parts, fraction, INTSTYLE_POSTGRES, buffer);
#endif
}

// Members of PgStat_StatTabEntry that were renamed in 16.
#if PG_VERSION_NUM >= 160000
#define TEND_LIVE_ROWS live_tuples
#define TEND_DEAD_ROWS dead_tuples
#define TEND_MODIFIED_SINCE_ANALYZE mod_since_analyze
#define TEND_INSERTED_SINCE_VACUUM ins_since_vacuum
#define TEND_AUTOVACUUMS autovacuum_count
#define TEND_AUTOANALYZES autoanalyze_count
#else
#define TEND_LIVE_ROWS n_live_tuples
#define TEND_DEAD_ROWS n_dead_tuples
#define TEND_MODIFIED_SINCE_ANALYZE changes_since_analyze
#define TEND_INSERTED_SINCE_VACUUM inserts_since_vacuum
#define TEND_AUTOVACUUMS autovac_vacuum_count
#define TEND_AUTOANALYZES autovac_analyze_count
#endif

// From 15 on an entry of the cumulative statistics is the asker's own copy if nothing keeps them
// until the transaction ends.
inline void tend_free_statistics(PgStat_StatTabEntry* entry) {
#if PG_VERSION_NUM >= 150000
  if (pgstat_fetch_consistency == PGSTAT_FETCH_CONSISTENCY_NONE) pfree(entry);
#else
  (void)entry;
#endif
}
