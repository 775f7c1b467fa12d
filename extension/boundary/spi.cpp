// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/spi.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

Datum Row::datum(int column) const {
  if (is_null(column)) {
    throw ServerError(ERRCODE_INTERNAL_ERROR,
                      "column " + std::to_string(column) + " of an internal query is null");
  }
  return values_[column - 1];
}

bool Row::is_null(int column) const {
  if (column < 1 || column > columns_) {
    throw ServerError(ERRCODE_INTERNAL_ERROR,
                      "an internal query has no column " + std::to_string(column));
  }
  return nulls_[column - 1];
}

std::string Row::text(int column) const {
  return string_from(datum(column));
}
int64 Row::int8(int column) const {
  return DatumGetInt64(datum(column));
}
double Row::float8(int column) const {
  return DatumGetFloat8(datum(column));
}
bool Row::boolean(int column) const {
  return DatumGetBool(datum(column));
}
Oid Row::oid(int column) const {
  return DatumGetObjectId(datum(column));
}
ItemPointerData Row::tid(int column) const {
  return *reinterpret_cast<ItemPointer>(DatumGetPointer(datum(column)));
}
std::vector<int64> Row::int8s(int column) const {
  return int8s_from_array(datum(column), "an internal array");
}

std::vector<double> Row::float8s(int column) const {
  return float8s_from_array(datum(column), "an internal array");
}

std::vector<std::string> Row::texts(int column) const {
  return strings_from_array(datum(column), "an internal array");
}

SqlSession::SqlSession() : exceptions_at_start_(std::uncaught_exceptions()) {
  settings_level_ = pg_call([] {
    const int level = NewGUCNestLevel();
    if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
    return level;
  });
  set("search_path", "pg_catalog, pg_temp");
  set("quote_all_identifiers", "off");
  // Under replica the triggers that keep another server's rows out would skip ours.
  set("session_replication_role", "origin");
  // Under track = all our statements would push users' entries out.
  if (GetConfigOption("pg_stat_statements.track", true, false)) {
    set("pg_stat_statements.track", "none");
  }
}

void SqlSession::set(const char* name, const char* value) {
  pg_call([&] {
    (void)set_config_option(name, value, PGC_SUSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
  });
}

SqlSession::~SqlSession() {
  if (std::uncaught_exceptions() != exceptions_at_start_) return;
  (void)SPI_finish();
  AtEOXact_GUC(true, settings_level_);
}

uint64 SqlSession::execute(const char* sql, std::span<const Value> parameters) {
  std::vector<Oid> types;
  std::vector<Datum> values;
  std::string nulls;
  for (const Value& parameter : parameters) {
    types.push_back(parameter.type);
    values.push_back(parameter.datum);
    nulls.push_back(parameter.null ? 'n' : ' ');
  }
  // The server leaves the session's own memory context as the current one, where the caller may
  // have another.
  MemoryContext const current = CurrentMemoryContext;
  return pg_call([&] {
    const int count = static_cast<int>(types.size());
    const int code = latest_ && IsolationUsesXactSnapshot()
                         ? SPI_execute_snapshot(SPI_prepare(sql, count, types.data()),
                                                values.data(), nulls.c_str(), GetLatestSnapshot(),
                                                InvalidSnapshot, false, true, 0)
                         : SPI_execute_with_args(sql, count, types.data(), values.data(),
                                                 nulls.c_str(), false, 0);
    MemoryContextSwitchTo(current);
    if (code < 0) elog(ERROR, "internal query failed: %s", SPI_result_code_string(code));
    return static_cast<uint64>(SPI_processed);
  });
}

void SqlSession::for_each_row(const std::function<void(const Row&)>& each) {
  SPITupleTable* const table = SPI_tuptable;
  if (!table) return;
  const int columns = table->tupdesc->natts;
  std::vector<Datum> values(static_cast<size_t>(columns));
  const std::unique_ptr<bool[]> nulls(new bool[static_cast<size_t>(columns)]);
  for (uint64 i = 0; i < table->numvals; i++) {
    heap_deform_tuple(table->vals[i], table->tupdesc, values.data(), nulls.get());
    each(Row(values.data(), nulls.get(), columns));
  }
  if (SPI_tuptable == table) SPI_tuptable = NULL;
  pg_call([&] { SPI_freetuptable(table); });
}

}  // namespace tend::ext
