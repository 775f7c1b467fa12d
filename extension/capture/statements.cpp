// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/statements.h"

#include "extension/boundary/spi.h"
#include "extension/boundary/subtransaction.h"
#include "extension/settings/exclusions.h"
#include "extension/what_if/statement_planner.h"

namespace tend::ext {

namespace {

// A statement is kept whether it ran at top level or inside a function: both cost time.
std::string statements_query(const std::string& schema) {
  return "select queryid, userid, min(query), sum(calls)::float8, sum(total_exec_time)::float8"
         " from " +
         schema +
         ".pg_stat_statements"
         " where dbid = (select oid from pg_database where datname = current_database())"
         "   and queryid is not null and query is not null"
         "   and query <> '<insufficient privilege>'"
         " group by queryid, userid order by 5 desc, queryid, userid";
}

std::string window_query(const std::string& schema) {
  return "select extract(epoch from clock_timestamp() - stats_reset)::float8 from " + schema +
         ".pg_stat_statements_info where stats_reset is not null";
}

workload::Workload read_from(const std::string& schema) {
  workload::Workload workload;
  workload.source = workload::WorkloadSource::kHistory;
  SqlSession session;
  session.execute(statements_query(schema).c_str());
  session.for_each_row([&](const Row& row) {
    workload::WorkloadQuery query{QueryId{row.int8(1)}, RoleId{row.oid(2)}, row.text(3),
                                  row.float8(4), Milliseconds(row.float8(5))};
    if (!excludes_query(query.id.value) && !is_utility(query.text)) {
      workload.queries.push_back(std::move(query));
    }
  });
  return workload;
}

// Absent where the installed version (before 1.9) has no such view, or never was reset.
std::optional<Seconds> read_window(const std::string& schema) {
  try {
    return rolled_back([&] {
      std::optional<Seconds> window;
      SqlSession session;
      session.execute(window_query(schema).c_str());
      session.for_each_row([&](const Row& row) { window = Seconds(row.float8(1)); });
      return window;
    });
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> schema_of_pg_stat_statements() {
  std::optional<std::string> schema;
  SqlSession session;
  session.execute(
      "select extnamespace::regnamespace::text from pg_extension"
      " where extname = 'pg_stat_statements'");
  session.for_each_row([&](const Row& row) { schema = row.text(1); });
  return schema;
}

bool is_utility(const std::string& text) {
  planner_detail::Scratch scratch;
  try {
    return pg_call([&] {
      CHECK_FOR_INTERRUPTS();
      List* statements = raw_parser(text.c_str(), RAW_PARSE_DEFAULT);
      if (list_length(statements) != 1) return false;
      return !is_plannable(linitial_node(RawStmt, statements)->stmt);
    });
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    return false;
  }
}

Result<workload::Workload> read_statements() {
  const std::optional<std::string> schema = schema_of_pg_stat_statements();
  if (!schema) {
    return Failure{FailureCode::kWrongState, "extension pg_stat_statements is not installed", "",
                   "Run CREATE EXTENSION pg_stat_statements, and load it by"
                   " shared_preload_libraries.",
                   ""};
  }
  try {
    workload::Workload workload = rolled_back([&] { return read_from(*schema); });
    workload.window = read_window(*schema);
    return workload;
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    Failure failure = error.to_failure();
    if (failure.hint.empty()) failure.hint = "tend.status shows what is missing.";
    return failure;
  }
}

}  // namespace tend::ext
