// SPDX-License-Identifier: PostgreSQL
// Whether somebody wants a database for himself.
//
// DROP DATABASE, ALTER DATABASE RENAME or SET TABLESPACE and CREATE DATABASE ... TEMPLATE first
// lock the database object (exclusively, or against writers), then wait at most 5 s for everybody
// else to leave the database (dropdb, createdb and CountOtherDBBackends in the server's source). So
// a worker that cannot get the lock which every connecting session takes is in somebody's way.
//
// Tested by tests/tap/worker_drop.t.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// Tries the lock for a moment and gives it back; never waits. REQUIRES: a transaction.
bool is_database_wanted(Oid database);

// Whether a worker that is started now would get in: it is there, and nobody wants it. Otherwise
// the worker would wait for the other one to end, or find the database gone. REQUIRES: a
// transaction.
bool may_enter(Oid database);

}  // namespace tend::ext
