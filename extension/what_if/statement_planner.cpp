// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/statement_planner.h"

namespace tend::ext {

namespace {

// Longer than any lock of ordinary work is held, short enough that a run over hundreds of
// statements does not stand behind somebody's ALTER TABLE.
constexpr int kLockTimeout = 100;  // milliseconds

void set_option(const char* name, const char* value) {
  (void)set_config_option(name, value, PGC_SUSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

RawStmt* parse_one(const char* sql) {
  List* statements = raw_parser(sql, RAW_PARSE_DEFAULT);
  if (list_length(statements) != 1) {
    ereport(ERROR,
            (errcode(ERRCODE_SYNTAX_ERROR),
             statements ? errmsg("the text holds %d statements, not one", list_length(statements))
                        : errmsg("the text holds no statement")));
  }
  RawStmt* raw = linitial_node(RawStmt, statements);
  if (!is_plannable(raw->stmt)) {
    ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
                    errmsg("only SELECT, INSERT, UPDATE, DELETE and MERGE can be planned")));
  }
  return raw;
}

// planner() checks no rights: without this a role would learn row counts of tables it may not read.
bool check_rights(Node* node, void* context) {
  if (!node) return false;
  if (IsA(node, Query)) {
    Query* query = reinterpret_cast<Query*>(node);
    tend_check_range_table(query);
    return tend_walk_query(query, check_rights, context);
  }
  return tend_walk_expression(node, check_rights, context);
}

// A superuser's text from the history is planned again at any time and at anybody's wish, so it
// must not run what somebody else may have put in its way since: functions and tables of other
// owners.
bool is_others_function(Oid function, void*) {
  if (function < FirstNormalObjectId) return false;
  HeapTuple row = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
  if (!HeapTupleIsValid(row)) return true;
  const Oid owner = reinterpret_cast<Form_pg_proc>(GETSTRUCT(row))->proowner;
  ReleaseSysCache(row);
  return !superuser_arg(owner);
}

bool check_owners(Node* node, void* context) {
  if (!node) return false;
  if (check_functions_in_node(node, is_others_function, context)) {
    ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
                    errmsg("a superuser's statement calls a function that is not a superuser's")));
  }
  if (!IsA(node, Query)) return tend_walk_expression(node, check_owners, context);
  Query* query = reinterpret_cast<Query*>(node);
  const ListCell* cell;
  foreach (cell, query->rtable) {
    const RangeTblEntry* entry = lfirst_node(RangeTblEntry, cell);
    if (entry->rtekind == RTE_RELATION && !superuser_arg(tend_relation_owner(entry->relid))) {
      ereport(ERROR,
              (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
               errmsg("a superuser's statement reads a table that is not a superuser's"),
               errhint("Run the application as a role of its own, or give the text in queries.")));
    }
  }
  return tend_walk_query(query, check_owners, context);
}

// Names resolve through the backend's temporary schema before any other, and that schema is the
// caller's, not the statement's author's.
void check_no_temporary_objects() {
  Oid schema, toast;
  GetTempNamespaceState(&schema, &toast);
  if (!OidIsValid(schema)) return;
  ereport(ERROR,
          (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
           errmsg("statements of other roles are not planned in a session that has temporary "
                  "objects"),
           errhint("Ask for advice in a new session.")));
}

void check_parameter_types(const Oid* types, int count) {
  for (int i = 0; i < count; i++) {
    if (types[i] == InvalidOid || types[i] == UNKNOWNOID) {
      ereport(ERROR, (errcode(ERRCODE_INDETERMINATE_DATATYPE),
                      errmsg("could not determine data type of parameter $%d", i + 1)));
    }
  }
}

Query* rewrite_one(Query* query) {
  List* rewritten = pg_rewrite_query(query);
  if (list_length(rewritten) != 1 || linitial_node(Query, rewritten)->commandType == CMD_UTILITY) {
    ereport(ERROR,
            (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
             errmsg("a rule turns the statement into %d statements", list_length(rewritten))));
  }
  return linitial_node(Query, rewritten);
}

}  // namespace

bool is_plannable(const Node* statement) {
  switch (nodeTag(statement)) {
    case T_SelectStmt: return reinterpret_cast<const SelectStmt*>(statement)->intoClause == NULL;
    case T_InsertStmt:
    case T_UpdateStmt:
    case T_DeleteStmt: return true;
    default: return tend_is_merge(statement);
  }
}

RunSettings::RunSettings() : exceptions_at_start_(std::uncaught_exceptions()) {
  level_ = pg_call([] {
    const int level = NewGUCNestLevel();
    set_option("compute_query_id", "off");
    if (LockTimeout == 0 || LockTimeout > kLockTimeout) {
      char milliseconds[12];
      pg_ltoa(kLockTimeout, milliseconds);
      set_option("lock_timeout", milliseconds);
    }
    return level;
  });
}

RunSettings::~RunSettings() {
  // Left by an exception, the settings go with the (sub)transaction that is being rolled back.
  if (std::uncaught_exceptions() == exceptions_at_start_) AtEOXact_GUC(true, level_);
}

namespace planner_detail {

void enter(const Planner& planner) {
  pg_call([&] {
    Oid user;
    int context;
    GetUserIdAndSecContext(&user, &context);
    if (OidIsValid(planner.role)) {
      if (!SearchSysCacheExists1(AUTHOID, ObjectIdGetDatum(planner.role))) {
        ereport(ERROR, (errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
                        errmsg("role with OID %u does not exist any more", planner.role)));
      }
      if (planner.role != user) check_no_temporary_objects();
      user = planner.role;
    }
    SetUserIdAndSecContext(user, context | SECURITY_RESTRICTED_OPERATION);
    // A function folded while planning may not write either; this cannot be undone from inside a
    // subtransaction, and ends with it.
    XactReadOnly = true;
    if (planner.search_path) {
      (void)NewGUCNestLevel();
      const char* path = planner.search_path->c_str();
      set_option("search_path", *path ? psprintf("%s, pg_temp", path) : "pg_catalog, pg_temp");
    }
  });
}

Planned plan(const char* sql, bool trusts_superusers_only) {
  return pg_call([&] {
    RawStmt* raw = parse_one(sql);
    Oid* types = NULL;
    int count = 0;
    Query* query = tend_analyze_varparams(raw, sql, &types, &count);
    check_parameter_types(types, count);
    tend_jumble(query, sql);
    const int64 query_id = static_cast<int64>(query->queryId);
    query->queryId = 0;
    query = rewrite_one(query);
    (void)check_rights(reinterpret_cast<Node*>(query), NULL);
    if (trusts_superusers_only) (void)check_owners(reinterpret_cast<Node*>(query), NULL);
    PlannedStmt* statement = planner(query, sql, CURSOR_OPT_PARALLEL_OK, NULL);
    return Planned{statement, query_id, count};
  });
}

}  // namespace planner_detail

void pin_output_formats() {
  pg_call([] {
    (void)NewGUCNestLevel();
    set_option("search_path", "pg_catalog");
    set_option("datestyle", "ISO, YMD");
    set_option("intervalstyle", "postgres");
    set_option("timezone", "UTC");
    set_option("extra_float_digits", "1");
    set_option("bytea_output", "hex");
    set_option("quote_all_identifiers", "off");
  });
}

}  // namespace tend::ext
