// SPDX-License-Identifier: PostgreSQL
// The databases that a worker may enter, as the launcher sees them: it is connected to none, so it
// scans pg_database, which is shared.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

struct ListedDatabase {
  Oid id;
  std::string name;
  bool listed;  // pg_tend.databases is empty or names it
};

// Those that accept connections and are no templates: a session in a template would make CREATE
// DATABASE wait. REQUIRES: a transaction.
std::vector<ListedDatabase> read_databases(const std::vector<std::string>& wanted_names);

// The role as which a worker connects. InvalidOid: the bootstrap superuser.
struct WorkerRole {
  Oid id = InvalidOid;
  std::string problem;  // empty if the role may be used there
};

// REQUIRES: a transaction.
WorkerRole find_worker_role(const std::string& name, const ListedDatabase& database);

}  // namespace tend::ext
