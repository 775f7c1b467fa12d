// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/worker/database_list.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

// What the server writes into datconnlimit before it removes a database's files.
constexpr int kInvalidDatabase = -2;

// A row of pg_database, without anything that needs destroying.
struct Row {
  Oid id;
  NameData name;
};

// The scan as a whole runs as one server call; `rows` is a list of Row* in the caller's context.
List* scan_databases() {
  List* rows = NIL;
  Relation catalog = table_open(DatabaseRelationId, AccessShareLock);
  TableScanDesc scan = table_beginscan_catalog(catalog, 0, NULL);
  HeapTuple tuple;
  while ((tuple = heap_getnext(scan, ForwardScanDirection)) != NULL) {
    const FormData_pg_database* database =
        reinterpret_cast<const FormData_pg_database*>(GETSTRUCT(tuple));
    if (!database->datallowconn || database->datistemplate) continue;
    if (database->datconnlimit == kInvalidDatabase) continue;
    Row* row = static_cast<Row*>(palloc(sizeof(Row)));
    row->id = database->oid;
    row->name = database->datname;
    rows = lappend(rows, row);
  }
  table_endscan(scan);
  table_close(catalog, AccessShareLock);
  return rows;
}

struct RoleFacts {
  Oid id;
  bool may_log_in, may_connect;
};

RoleFacts role_facts(const char* name, Oid database) {
  RoleFacts facts{};
  HeapTuple row = SearchSysCache1(AUTHNAME, CStringGetDatum(name));
  if (!HeapTupleIsValid(row)) return facts;
  const FormData_pg_authid* role = reinterpret_cast<const FormData_pg_authid*>(GETSTRUCT(row));
  facts.id = role->oid;
  facts.may_log_in = role->rolcanlogin;
  ReleaseSysCache(row);
  facts.may_connect = tend_may_connect(database, facts.id);
  return facts;
}

}  // namespace

std::vector<ListedDatabase> read_databases(const std::vector<std::string>& wanted_names) {
  List* const rows = pg_call([] { return scan_databases(); });
  std::vector<ListedDatabase> found;
  ListCell* cell;
  foreach (cell, rows) {
    const Row* const row = static_cast<const Row*>(lfirst(cell));
    const std::string name = NameStr(row->name);
    const bool listed = wanted_names.empty() || std::find(wanted_names.begin(), wanted_names.end(),
                                                          name) != wanted_names.end();
    found.push_back({row->id, name, listed});
  }
  return found;
}

WorkerRole find_worker_role(const std::string& name, const ListedDatabase& database) {
  if (name.empty()) return {};
  const RoleFacts facts = pg_call([&] { return role_facts(name.c_str(), database.id); });
  const std::string role = "role \"" + name + "\" of pg_tend.worker_role ";
  if (!OidIsValid(facts.id)) return {InvalidOid, role + "does not exist"};
  if (!facts.may_log_in) return {facts.id, role + "is not permitted to log in"};
  if (!facts.may_connect) {
    return {facts.id, role + "may not connect to database \"" + database.name + "\""};
  }
  return {facts.id, {}};
}

}  // namespace tend::ext
