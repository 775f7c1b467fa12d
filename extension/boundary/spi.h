// SPDX-License-Identifier: PostgreSQL
// SQL of our own, run through SPI, with parameters and rows as C++ values.
//
// Every statement is a literal of ours with $n parameters. search_path is pinned to pg_catalog for
// the session's length, so that nobody's operator or function can slip in, and
// pg_stat_statements does not record it. REQUIRES: an active
// snapshot (true in any SQL function).
#pragma once

#include "extension/boundary/pg.h"

#include "extension/boundary/text.h"

namespace tend::ext {

// One result row, taken apart once: asking the server for each column costs more than the rest of
// reading a row. Valid while it is being visited.
class Row {
 public:
  Row(const Datum* values, const bool* nulls, int columns)
      : values_(values), nulls_(nulls), columns_(columns) {}
  bool is_null(int column) const;  // columns count from 1
  std::string text(int column) const;
  int64 int8(int column) const;
  double float8(int column) const;
  bool boolean(int column) const;
  Oid oid(int column) const;
  ItemPointerData tid(int column) const;
  std::vector<int64> int8s(int column) const;  // of an int8[]
  std::vector<double> float8s(int column) const;
  std::vector<std::string> texts(int column) const;  // of a text[]

 private:
  Datum datum(int column) const;
  const Datum* values_;
  const bool* nulls_;
  int columns_;
};

// SPI_connect .. SPI_finish as a scope. Left by an exception it is closed by the rollback of the
// (sub)transaction around it, as the server does for its own.
class SqlSession {
 public:
  SqlSession();
  ~SqlSession();
  SqlSession(const SqlSession&) = delete;
  SqlSession& operator=(const SqlSession&) = delete;

  // From here on every statement sees what is committed when it starts, also in a transaction of
  // level REPEATABLE READ. For state of our own that only one session at a time may change.
  void see_latest() { latest_ = true; }
  // Changes a setting for the session's length.
  void set(const char* name, const char* value);
  // Runs one statement; returns the number of rows it touched or returned.
  uint64 execute(const char* sql, std::span<const Value> parameters = {});
  // Calls `each` for every row of the last statement, once: the rows are given back afterwards.
  void for_each_row(const std::function<void(const Row&)>& each);

 private:
  int settings_level_;
  bool latest_ = false;
  int exceptions_at_start_;
};

}  // namespace tend::ext
