// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/statement_source.h"

#include "core/sql/statement_text.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/subtransaction.h"
#include "extension/capture/statements.h"
#include "extension/capture/statements_extension.h"

namespace tend::ext {

namespace {

using workload::StatementReading;

// Longest text kept. pg_stat_statements keeps any length; one statement with a page of literals
// must not fill the dictionary, and a cut text still shows what it was.
constexpr int kKeptTextBytes = 65536;

// The columns behind each count, by the names that versions of pg_stat_statements gave them;
// several columns of a group are added.
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

std::string entries_query(const StatementsExtension& extension) {
  const std::set<std::string>& columns = extension.columns;
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
  return sql + " from " + extension.entries +
         "(false)"
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

void read_reset(SqlSession& session, const StatementsExtension& extension,
                StatementSource& source) {
  if (!extension.info) return;
  session.execute(("select stats_reset, dealloc::float8 from " + *extension.info + "()").c_str());
  session.for_each_row([&](const Row& row) {
    if (!row.is_null(1)) source.reset = row.int8(1);
    source.evictions = row.float8(2);
  });
}

// A reset between the two reads would be noticed one sample late and count that sample twice; so
// the entries are read again until nothing was reset meanwhile, which ends soon: nobody resets in a
// loop.
constexpr int kReadAttempts = 5;

StatementSource read_from(const StatementsExtension& extension) {
  SqlSession session;
  StatementSource source;
  const std::string entries = entries_query(extension);
  for (int attempt = 0; attempt < kReadAttempts; attempt++) {
    read_reset(session, extension, source);
    const std::optional<TimestampTz> reset = source.reset;
    source.entries.clear();
    session.execute(entries.c_str());
    session.for_each_row([&](const Row& row) { source.entries.push_back(entry_of(row)); });
    read_reset(session, extension, source);
    if (source.reset == reset) break;
  }
  return source;
}

}  // namespace

std::string kept_text(const std::string& text) {
  const int cut = pg_mbcliplen(text.c_str(), static_cast<int>(text.size()), kKeptTextBytes);
  const std::string kept = text.substr(0, static_cast<size_t>(cut));
  return planned_text(text) ? kept : sql::without_literals(kept);
}

std::optional<StatementSource> read_statement_source(bool& failed) {
  failed = false;
  const std::optional<StatementsExtension> extension = find_statements_extension();
  if (!extension) return std::nullopt;
  // Other roles' entries would come without their query ids, and look as if they were gone.
  if (!pg_call([] { return has_privs_of_role(GetUserId(), ROLE_PG_READ_ALL_STATS); })) {
    failed = true;
    return std::nullopt;
  }
  try {
    return rolled_back([&] { return read_from(*extension); });
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    failed = error.sqlerrcode() != ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;  // not loaded
    return std::nullopt;
  }
}

std::map<StatementKey, std::string> read_statement_texts(const std::set<int64>& query_ids) {
  std::map<StatementKey, std::string> texts;
  const std::optional<StatementsExtension> extension = find_statements_extension();
  if (!extension || query_ids.empty()) return texts;
  SqlSession session;
  const Value parameters[] = {Value::of(std::vector<int64>(query_ids.begin(), query_ids.end()))};
  session.execute(("select queryid, userid, min(query) from " + extension->entries +
                   "(true)"
                   " where dbid = (select oid from pg_database where datname = current_database())"
                   "   and queryid = any ($1) and query is not null group by 1, 2")
                      .c_str(),
                  parameters);
  session.for_each_row([&](const Row& row) {
    texts[{row.int8(1), row.oid(2)}] = kept_text(row.text(3));
  });
  return texts;
}

}  // namespace tend::ext
