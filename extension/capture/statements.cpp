// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/statements.h"

#include "core/sql/statement_text.h"
#include "extension/boundary/scratch_memory.h"
#include "extension/boundary/spi.h"
#include "extension/boundary/subtransaction.h"
#include "extension/capture/statements_extension.h"
#include "extension/settings/exclusions.h"
#include "extension/what_if/statement_planner.h"

namespace tend::ext {

namespace {

// A statement is kept whether it ran at top level or inside a function: both cost time.
std::string statements_query(const StatementsExtension& source) {
  return "select queryid, userid, min(query), sum(calls)::float8, sum(total_exec_time)::float8"
         " from " +
         source.entries +
         "(true)"
         " where dbid = (select oid from pg_database where datname = current_database())"
         "   and queryid is not null and query is not null"
         "   and query <> '<insufficient privilege>'"
         " group by queryid, userid order by 5 desc, queryid, userid";
}

bool is_utility(const std::string& text) {
  ScratchMemory scratch;
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

workload::Workload read_from(const StatementsExtension& source) {
  workload::Workload workload;
  workload.source = workload::WorkloadSource::kHistory;
  SqlSession session;
  session.execute(statements_query(source).c_str());
  session.for_each_row([&](const Row& row) {
    workload::WorkloadQuery query{QueryId{row.int8(1)}, RoleId{row.oid(2)}, row.text(3),
                                  row.float8(4), Milliseconds(row.float8(5))};
    if (excludes_query(query.id.value)) return;
    const std::optional<std::string> planned = planned_text(query.text);
    if (!planned) return;
    query.text = *planned;
    workload.queries.push_back(std::move(query));
  });
  return workload;
}

// Absent where the installed version (before 1.9) does not tell, or never was reset.
std::optional<Seconds> read_window(const StatementsExtension& source) {
  std::optional<Seconds> window;
  if (!source.info) return window;
  SqlSession session;
  session.execute(("select extract(epoch from clock_timestamp() - stats_reset)::float8 from " +
                   *source.info + "() where stats_reset is not null")
                      .c_str());
  session.for_each_row([&](const Row& row) { window = Seconds(row.float8(1)); });
  return window;
}

}  // namespace

std::optional<std::string> planned_text(const std::string& text) {
  if (!is_utility(text)) return text;
  const Result<std::string> planned = sql::planned_statement(to_utf8(text));
  if (!planned.ok() || *planned == text) return std::nullopt;
  return from_utf8(*planned);
}

Result<workload::Workload> read_statements() {
  const std::optional<StatementsExtension> source = find_statements_extension();
  if (!source) {
    return Failure{FailureCode::kWrongState, "extension pg_stat_statements is not installed", "",
                   "Run CREATE EXTENSION pg_stat_statements, and load it by"
                   " shared_preload_libraries.",
                   ""};
  }
  try {
    return rolled_back([&] {
      workload::Workload workload = read_from(*source);
      workload.window = read_window(*source);
      return workload;
    });
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    Failure failure = error.to_failure();
    if (failure.hint.empty()) failure.hint = "tend.status shows what is missing.";
    return failure;
  }
}

}  // namespace tend::ext
