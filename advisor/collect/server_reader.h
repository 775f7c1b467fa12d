// SPDX-License-Identifier: PostgreSQL
// What a server is and what it offers this role: version, rights, preloaded libraries, extensions.
//
// Tested by tests/advisor/check.t.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "advisor/collect/connection.h"

namespace tend::advisor {

// An extension as the server knows it.
struct ExtensionState {
  std::string installed;  // version in this database; empty: not created here
  std::string available;  // version that CREATE EXTENSION would give; empty: no files on the server
  std::string schema;     // quoted; empty: not created here

  bool is_installed() const { return !installed.empty(); }
};

struct ServerFacts {
  std::string version;       // as the server words it
  std::int64_t version_num;  // 150020 = 15.20
  std::string database;
  std::string role;
  std::string quoted_role;  // ready to stand in SQL
  bool superuser;
  bool in_recovery;
  bool reads_all_statistics;           // member of pg_read_all_stats, or superuser
  bool reads_all_tables;               // every column of every table of the users
  std::optional<std::string> preload;  // shared_preload_libraries; none: hidden from this role
  std::string compute_query_id;        // off, on, auto, regress
  ExtensionState statements;           // pg_stat_statements
  ExtensionState tend;                 // pg_tend
  std::optional<Failure> statements_failure;  // why pg_stat_statements cannot be read, if so

  bool can_read_statements() const { return statements.is_installed() && !statements_failure; }
};

Result<ServerFacts> read_server_facts(Connection& connection);

// The rows of the view tend.status: item, value, ok, hint. REQUIRES: pg_tend is installed.
Result<Records> read_tend_status(Connection& connection);

}  // namespace tend::advisor
