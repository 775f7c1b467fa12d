// SPDX-License-Identifier: PostgreSQL
// One pass over the view: reading it twice would read the text file behind it twice.
//
// Tested by tests/advisor/report.t.
#include "advisor/collect/workload_reader.h"

#include <fmt/format.h>

namespace tend::advisor {
namespace {

// An entry of a role whose texts this role may not see has no queryid: all of them are one row.
constexpr const char* kHeaviestSql = R"(
SELECT /* tend */ queryid::text AS queryid,
       max(query COLLATE "C") FILTER (WHERE pg_stat_statements.queryid IS NOT NULL) AS query,
       sum(calls)::bigint AS calls,
       sum(total_exec_time) AS total_ms,
       sum(total_exec_time) / nullif(sum(calls), 0) AS mean_ms,
       sum(rows)::bigint AS rows,
       sum(shared_blks_hit + shared_blks_read)::bigint AS blocks,
       sum(total_exec_time) / nullif(sum(sum(total_exec_time)) OVER (), 0) AS share,
       pg_stat_statements.queryid IS NULL AS hidden
  FROM {}.pg_stat_statements
 WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND query NOT LIKE '%/* tend */%'
   AND {} IS NOT TRUE
 GROUP BY pg_stat_statements.queryid
 ORDER BY total_ms DESC, pg_stat_statements.queryid
 LIMIT $1::int
)";

constexpr const char* kNotInEncoding = "22021";    // character_not_in_repertoire
constexpr const char* kNoSuchCharacter = "22P05";  // untranslatable_character

}  // namespace

Result<Records> read_heaviest_statements(Connection& connection, const ServerFacts& facts,
                                         int limit) {
  // Where the extension is not, nobody calls it.
  const char* own = facts.tend.is_installed() ? "tend.is_own(query)" : "false";
  auto rows = connection.read({.sql = fmt::format(kHeaviestSql, facts.statements.schema, own),
                               .parameters = {std::to_string(limit)}});
  if (rows) return rows;
  Failure failure = rows.failure();
  // The view converts the texts of all databases to this one's encoding, and one that cannot be
  // converted fails them all.
  if (failure.sqlstate == kNotInEncoding || failure.sqlstate == kNoSuchCharacter) {
    failure.hint =
        "pg_stat_statements holds a text of a database in another encoding that this one cannot "
        "show; pg_stat_statements_reset(0, OID OF THAT DATABASE, 0) removes it.";
  }
  return failure;
}

}  // namespace tend::advisor
