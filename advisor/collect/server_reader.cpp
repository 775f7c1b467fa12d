// SPDX-License-Identifier: PostgreSQL
// One query for the facts, one to see whether pg_stat_statements answers.
//
// Tested by tests/advisor/check.t.
#include "advisor/collect/server_reader.h"

#include <fmt/format.h>

namespace tend::advisor {
namespace {

// pg_settings instead of SHOW: a setting that this role may not see is a missing row, not an error.
constexpr const char* kFactsSql = R"(
SELECT /* tend */ current_setting('server_version') AS version,
       current_setting('server_version_num')::int AS version_num,
       current_database()::text AS database,
       current_user::text AS role,
       quote_ident(current_user) AS quoted_role,
       (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       pg_is_in_recovery() AS in_recovery,
       pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS reads_all_statistics,
       NOT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
                      AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema', 'tend')
                      AND NOT has_table_privilege(c.oid, 'SELECT')) AS reads_all_tables,
       (SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries') AS preload,
       (SELECT setting FROM pg_settings WHERE name = 'compute_query_id') AS compute_query_id
)";

constexpr const char* kExtensionSql = R"(
SELECT /* tend */ (SELECT extversion FROM pg_extension WHERE extname = $1) AS installed,
       (SELECT default_version FROM pg_available_extensions WHERE name = $1) AS available,
       (SELECT quote_ident(nspname)
          FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
         WHERE extname = $1) AS schema
)";

Result<ExtensionState> read_extension(Connection& connection, const std::string& name) {
  auto rows = connection.read({.sql = kExtensionSql, .parameters = {name}});
  if (!rows) return rows.failure();
  const Record& row = rows->at(0);
  return ExtensionState{.installed = row.text("installed"),
                        .available = row.text("available"),
                        .schema = row.text("schema")};
}

// An installed pg_stat_statements fails when the library is not preloaded. Without texts (false)
// the question costs least.
std::optional<Failure> try_statements(Connection& connection, const ExtensionState& statements) {
  auto rows = connection.read(
      {.sql = fmt::format("SELECT /* tend */ 1 FROM {}.pg_stat_statements(false) LIMIT 1",
                          statements.schema),
       .parameters = {}});
  if (rows) return std::nullopt;
  return rows.failure();
}

}  // namespace

Result<ServerFacts> read_server_facts(Connection& connection) {
  auto rows = connection.read({.sql = kFactsSql, .parameters = {}});
  if (!rows) return rows.failure();
  const auto statements = read_extension(connection, "pg_stat_statements");
  if (!statements) return statements.failure();
  const auto tend = read_extension(connection, "pg_tend");
  if (!tend) return tend.failure();

  const Record& row = rows->at(0);
  ServerFacts facts{.version = row.text("version"),
                    .version_num = row.integer("version_num"),
                    .database = row.text("database"),
                    .role = row.text("role"),
                    .quoted_role = row.text("quoted_role"),
                    .superuser = row.truth("superuser"),
                    .in_recovery = row.truth("in_recovery"),
                    .reads_all_statistics = row.truth("reads_all_statistics"),
                    .reads_all_tables = row.truth("reads_all_tables"),
                    .preload = std::nullopt,
                    .compute_query_id = row.text("compute_query_id"),
                    .statements = *statements,
                    .tend = *tend,
                    .statements_failure = std::nullopt};
  if (!is_null(row.value("preload"))) facts.preload = row.text("preload");
  if (facts.statements.is_installed()) {
    facts.statements_failure = try_statements(connection, facts.statements);
  }
  return facts;
}

Result<Records> read_tend_status(Connection& connection) {
  return connection.read({.sql = "SELECT /* tend */ * FROM tend.status", .parameters = {}});
}

}  // namespace tend::advisor
