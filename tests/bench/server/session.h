// SPDX-License-Identifier: PostgreSQL
// One connection of a bench: statements in, text out, errors as exceptions.
//
// Method: libpq, every value as text. Tested by use: the benches.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace tend::bench {

class SqlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};

// The rows of one statement.
class Rows {
 public:
  explicit Rows(PGresult* result) : result_(result) {}
  int count() const { return PQntuples(result_.get()); }
  std::string text(int row, int column) const { return PQgetvalue(result_.get(), row, column); }
  double number(int row, int column) const { return std::stod(text(row, column)); }

 private:
  std::unique_ptr<PGresult, ClearResult> result_;
};

class Session {
 public:
  // Throws SqlError if the server cannot be reached.
  explicit Session(const std::string& conninfo);

  // Throws SqlError with the server's message and the statement.
  Rows run(const std::string& sql);
  Rows run(const std::string& sql, const std::vector<std::string>& parameters);
  // The first value of the first row. REQUIRES: there is one.
  std::string value(const std::string& sql) { return run(sql).text(0, 0); }
  int backend_pid() const { return PQbackendPID(connection_.get()); }

 private:
  struct Close {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  Rows checked(PGresult* result, const std::string& sql);

  std::unique_ptr<PGconn, Close> connection_;
};

// `texts` as the text of an array value, for a parameter of type text[].
std::string array_text(const std::vector<std::string>& texts);

}  // namespace tend::bench
