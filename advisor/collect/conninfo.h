// SPDX-License-Identifier: PostgreSQL
// Which database, written the way libpq takes it, and never with a password inside.
//
// A connection string stands in shell histories, process lists and configuration files; passwords
// belong to libpq's own places (service file, password file, environment). A string that holds one
// is refused, and no message repeats any part of a string that may hold one.
//
// Tested by tests/advisor/connection.t.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace tend::advisor {

// libpq's parameters by keyword (host, dbname, service ...).
using ConnectionParameters = std::map<std::string, std::string>;

// Reads a URI (postgresql://...), "keyword=value ..." or a plain database name. Empty text leaves
// everything to libpq: the environment, then its defaults.
// Fails with kInvalidParameter and a hint if the text is malformed or holds a password.
Result<ConnectionParameters> parse_conninfo(std::string_view text);

// True if some part of the text could be a password, so that no message may repeat it.
bool may_hold_secret(std::string_view text);

// The parameters without those that the environment sets (PGHOST, PGDATABASE, PGSERVICE ...): a
// configured default yields to the environment.
ConnectionParameters yield_to_environment(ConnectionParameters parameters);

// One database to work on.
struct Target {
  std::string name;  // as configured; empty: the database's own name is used
  ConnectionParameters parameters;
};

}  // namespace tend::advisor
