// SPDX-License-Identifier: PostgreSQL
// A connection that only reads.
//
// Every query runs in a READ ONLY transaction of its own whose settings are SET LOCAL: nothing of
// ours stays behind on a connection that a pooler hands to the next client. Parameters travel apart
// from the text.
//
// Tested by tests/advisor/connection.t.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "advisor/collect/conninfo.h"
#include "advisor/collect/record.h"
#include "core/base/result.h"
#include "core/base/units.h"

struct pg_conn;

namespace tend::advisor {

// How long the program waits for a server, in seconds.
struct Patience {
  Seconds connect{10};    // libpq's connect_timeout, where nothing else sets one
  Seconds statement{30};  // statement_timeout of one query
};

// Which schemas unqualified names of a query see.
enum class SearchPath {
  kPinned,    // pg_catalog only: for everything that this program names
  kSessions,  // the role's and database's own: for functions that plan the workload's texts
};

struct Query {
  std::string sql;                      // one statement, with $1 .. $n
  std::vector<std::string> parameters;  // their text forms
  SearchPath search_path = SearchPath::kPinned;
  Seconds allowance{0};  // time beyond Patience::statement
};

class Connection {
 public:
  // Fails with SQLSTATE 08001 if the server cannot be reached, 28P01 with a hint if a password was
  // asked for and none was found.
  static Result<Connection> open(const Target& target, const Patience& patience);

  // All rows of a query's answer. Fails with the server's SQLSTATE, message, detail and hint.
  Result<Records> read(const Query& query);

  // False once the connection is lost; a failed query alone does not lose it.
  bool alive() const;

  // Notices of the server since the last call, their primary messages.
  std::vector<std::string> take_notices();

  // The database's name, also for a connection that could not be made.
  static std::string database_of(const Target& target);

  std::string database() const;

  // Where the server is, for people: host or socket directory, port, and whether TLS is used.
  std::string place() const;

 private:
  struct Closer {
    void operator()(pg_conn* connection) const;
  };
  using Handle = std::unique_ptr<pg_conn, Closer>;

  Connection(Handle handle, const Patience& patience);

  Result<Records> read_in_transaction(const Query& query);

  // The address must not change: libpq holds it.
  std::unique_ptr<std::vector<std::string>> notices_;
  Handle handle_;
  Patience patience_;
};

}  // namespace tend::advisor
