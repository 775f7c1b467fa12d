// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/statement_source.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/subtransaction.h"
#include "extension/capture/statements.h"

namespace tend::ext {

namespace {

using workload::StatementReading;

// Longest text kept. pg_stat_statements keeps any length; one statement with a page of literals
// must not fill the dictionary, and a cut text still shows what it was.
constexpr int kKeptTextBytes = 65536;

// The columns behind each count, by the names that versions of pg_stat_statements gave them; several
// columns of a group are added.
struct CountColumn {
  workload::StatementCount count;
  std::vector<std::string> names;
};

const std::vector<CountColumn> count_columns() {
  using namespace workload;
  return {{kCalls, {"calls"}},
          {kTotalMs, {"total_exec_time"}},
          {kRows, {"rows"}},
          {kBlocksHit, {"shared_blks_hit", "local_blks_hit"}},
          {kBlocksRead, {"shared_blks_read", "local_blks_read"}},
          {kBlocksDirtied, {"shared_blks_dirtied", "local_blks_dirtied"}},
          {kBlocksWritten, {"shared_blks_written", "local_blks_written"}},
          {kTempRead, {"temp_blks_read"}},
          {kTempWritten, {"temp_blks_written"}},
          {kReadMs, {"blk_read_time", "shared_blk_read_time", "local_blk_read_time"}},
          {kWriteMs, {"blk_write_time", "shared_blk_write_time", "local_blk_write_time"}},
          {kWalBytes, {"wal_bytes"}},
          {kPlanMs, {"total_plan_time"}}};
}

std::set<std::string> columns_of_view(SqlSession& session, const std::string& schema) {
  std::set<std::string> columns;
  const Value parameters[] = {Value::of(schema + ".pg_stat_statements")};
  session.execute(
      "select attname::text from pg_attribute"
      " where attrelid = $1::regclass and attnum > 0 and not attisdropped",
      parameters);
  session.for_each_row([&](const Row& row) { columns.insert(row.text(1)); });
  return columns;
}

std::string entries_query(const std::string& schema, const std::set<std::string>& columns) {
  std::string sql = "select queryid, userid, " +
                    std::string(columns.contains("toplevel") ? "toplevel" : "true") +
                    ", mean_exec_time, stddev_exec_time, min_exec_time, max_exec_time";
  for (const CountColumn& count : count_columns()) {
    std::string sum;
    for (const std::string& name : count.names) {
      if (columns.contains(name)) sum += (sum.empty() ? "(" : " + ") + name;
    }
    sql += ", " + (sum.empty() ? "0::float8" : sum + ")::float8");
  }
  return sql + " from " + schema +
         ".pg_stat_statements(false)"
         " where dbid = (select oid from pg_database where datname = current_database())"
         "   and queryid is not null and calls > 0";
}

StatementEntry entry_of(const Row& row) {
  StatementEntry entry{{row.int8(1), row.oid(2)}, row.boolean(3), {}};
  StatementReading& reading = entry.reading;
  for (size_t i = 0; i < workload::kStatementCounts; i++) {
    reading.counts[i] = row.float8(static_cast<int>(8 + i));
  }
  reading.squares_ms2 =
      workload::squares_of(reading.counts[workload::kCalls], row.float8(4), row.float8(5));
  reading.min_ms = row.float8(6);
  reading.max_ms = row.float8(7);
  return entry;
}

void read_reset(SqlSession& session, const std::string& schema, StatementSource& source) {
  const Value parameters[] = {Value::of(schema + ".pg_stat_statements_info")};
  bool exists = false;
  session.execute("select to_regclass($1) is not null", parameters);
  session.for_each_row([&](const Row& row) { exists = row.boolean(1); });
  if (!exists) return;
  session.execute(
      ("select stats_reset, dealloc::float8 from " + schema + ".pg_stat_statements_info").c_str());
  session.for_each_row([&](const Row& row) {
    if (!row.is_null(1)) source.reset = row.int8(1);
    source.evictions = row.float8(2);
  });
}

// A reset between the two reads would be noticed one sample late and count that sample twice; so the
// entries are read again until nothing was reset meanwhile, which ends soon: nobody resets in a loop.
constexpr int kReadAttempts = 5;

StatementSource read_from(const std::string& schema) {
  SqlSession session;
  StatementSource source;
  const std::string entries = entries_query(schema, columns_of_view(session, schema));
  for (int attempt = 0; attempt < kReadAttempts; attempt++) {
    read_reset(session, schema, source);
    const std::optional<TimestampTz> reset = source.reset;
    source.entries.clear();
    session.execute(entries.c_str());
    session.for_each_row([&](const Row& row) { source.entries.push_back(entry_of(row)); });
    read_reset(session, schema, source);
    if (source.reset == reset) break;
  }
  return source;
}

}  // namespace

std::optional<StatementSource> read_statement_source(bool& failed) {
  failed = false;
  const std::optional<std::string> schema = schema_of_pg_stat_statements();
  if (!schema) return std::nullopt;
  try {
    return rolled_back([&] { return read_from(*schema); });
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    failed = error.sqlerrcode() != ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;  // not loaded
    return std::nullopt;
  }
}

std::map<StatementKey, std::string> read_statement_texts(const std::set<int64>& query_ids) {
  std::map<StatementKey, std::string> texts;
  const std::optional<std::string> schema = schema_of_pg_stat_statements();
  if (!schema || query_ids.empty()) return texts;
  SqlSession session;
  const Value parameters[] = {
      Value::of(std::vector<int64>(query_ids.begin(), query_ids.end()))};
  session.execute(("select queryid, userid, min(query) from " + *schema +
                   ".pg_stat_statements(true)"
                   " where dbid = (select oid from pg_database where datname = current_database())"
                   "   and queryid = any ($1) and query is not null group by 1, 2")
                      .c_str(),
                  parameters);
  session.for_each_row([&](const Row& row) {
    const std::string text = row.text(3);
    const int kept = pg_mbcliplen(text.c_str(), static_cast<int>(text.size()), kKeptTextBytes);
    texts[{row.int8(1), row.oid(2)}] = text.substr(0, static_cast<size_t>(kept));
  });
  return texts;
}

}  // namespace tend::ext
