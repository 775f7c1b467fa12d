// SPDX-License-Identifier: PostgreSQL
// A worker's connection to one database, and the transactions it runs there.
//
// A worker is no client backend: nothing around it catches an error, arms statement_timeout or
// reports statistics. What it needs of that stands here.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/units.h"
#include "extension/boundary/guard.h"

namespace tend::ext {

// What a worker is told when it is registered.
struct Assignment {
  Oid database;
  Oid role;  // InvalidOid: the bootstrap superuser
};
Assignment read_assignment(Datum main_arg);

// Sets up signals, connects and pins the settings that could change what our statements do, make
// them wait, or show up in somebody's statistics. Ends the process if the database is gone.
void connect_worker(const Assignment& assignment);

// Reads the configuration again if a reload was asked for.
void follow_reload();

// Runs `body` in a transaction with an active snapshot, no longer than `limit`. Returns nothing if
// that worked, else the error; everything is rolled back then and the worker can go on.
std::optional<ServerError> in_transaction(const char* activity, Seconds limit,
                                          const std::function<void()>& body);

}  // namespace tend::ext
