// SPDX-License-Identifier: PostgreSQL
// libpq behind values: parameters in, records or a failure out.
//
// Tested by tests/advisor/connection.t.
#include "advisor/collect/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "advisor/characters.h"

namespace tend::advisor {
namespace {

constexpr const char* kUnreachable = "08001";  // sqlclient_unable_to_establish_sqlconnection
constexpr const char* kLost = "08006";         // connection_failure
constexpr const char* kNoRight = "42501";      // insufficient_privilege
constexpr const char* kNoPassword = "28P01";   // invalid_password

// A catalogue lock held against readers is somebody's DDL: the program steps aside.
constexpr int kLockTimeoutMs = 2000;

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

Answer owned(PGresult* result) {
  return {result, &PQclear};
}

std::string message_of(const char* text) {
  return text != nullptr ? one_line(text) : "";
}

std::string field_of(const PGresult* result, int field) {
  return message_of(PQresultErrorField(result, field));
}

void keep_notice(void* notices, const PGresult* result) {
  try {
    static_cast<std::vector<std::string>*>(notices)->push_back(
        field_of(result, PG_DIAG_MESSAGE_PRIMARY));
  } catch (...) {
    // Out of memory below libpq's C frames: losing a notice is all that may happen.
  }
}

Failure failure_of(pg_conn* connection, const PGresult* result) {
  Failure failure;
  failure.message = field_of(result, PG_DIAG_MESSAGE_PRIMARY);
  failure.detail = field_of(result, PG_DIAG_MESSAGE_DETAIL);
  failure.hint = field_of(result, PG_DIAG_MESSAGE_HINT);
  failure.sqlstate = field_of(result, PG_DIAG_SQLSTATE);
  if (failure.message.empty()) failure.message = message_of(PQerrorMessage(connection));
  if (failure.message.empty()) failure.message = "the connection was lost";
  if (PQstatus(connection) != CONNECTION_OK) failure.sqlstate = kLost;
  if (failure.sqlstate == kNoRight && failure.hint.empty()) {
    failure.hint = "Members of pg_monitor may read it: GRANT pg_monitor TO this role.";
  }
  return failure;
}

Failure failure_to_connect(pg_conn* connection) {
  Failure failure;
  failure.sqlstate = kUnreachable;
  // libpq adds a question on a line of its own.
  const std::string text = PQerrorMessage(connection);
  const std::size_t end = std::min(text.find('\n'), text.size());
  failure.message = one_line(text.substr(0, end));
  failure.detail = one_line(text.substr(end));
  failure.hint = "Check host, port and database name, and that the server runs and lets you in.";
  if (connection != nullptr && PQconnectionNeedsPassword(connection) != 0) {
    failure.sqlstate = kNoPassword;
    failure.hint =
        "The server asks for a password: put it into ~/.pgpass (or the file of PGPASSFILE), a "
        "service of pg_service.conf, or PGPASSWORD.";
  }
  return failure;
}

std::int64_t milliseconds(Seconds seconds) {
  return static_cast<std::int64_t>(seconds.value() * 1000);
}

bool reports(pg_conn* connection, const char* parameter, std::string_view value) {
  const char* reported = PQparameterStatus(connection, parameter);
  return reported != nullptr && reported == value;
}

// What opens a query's transaction. The comment marks our statements for workload_reader. The
// program leaves as little as it can in pg_stat_statements, whose entries are the users': nothing
// but this line where it may switch tracking off.
std::string opening_of(pg_conn* connection, const Query& query, const Patience& patience) {
  std::string sql = "BEGIN /* tend */ READ ONLY; ";
  if (reports(connection, "is_superuser", "on")) {
    sql += "SET LOCAL /* tend */ pg_stat_statements.track = 'none'; ";
  }
  sql += fmt::format(
      "SELECT /* tend */ pg_catalog.set_config('statement_timeout', '{}', true), "
      "pg_catalog.set_config('lock_timeout', '{}', true)",
      milliseconds(patience.statement + query.allowance), kLockTimeoutMs);
  // pg_temp last: a temporary table must not stand in for a catalogue.
  if (query.search_path == SearchPath::kPinned) {
    sql += ", pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)";
  }
  // Such a database holds bytes of any encoding, and the server would refuse to send them as UTF-8;
  // the renderers replace what is not.
  if (reports(connection, "server_encoding", "SQL_ASCII")) {
    sql += ", pg_catalog.set_config('client_encoding', 'SQL_ASCII', true)";
  }
  return sql;
}

Records records_of(const PGresult* result) {
  Records records(static_cast<std::size_t>(PQntuples(result)));
  for (int row = 0; row < PQntuples(result); ++row) {
    for (int column = 0; column < PQnfields(result); ++column) {
      if (PQgetisnull(result, row, column) != 0) continue;
      const std::string text(PQgetvalue(result, row, column),
                             static_cast<std::size_t>(PQgetlength(result, row, column)));
      records[static_cast<std::size_t>(row)].set(PQfname(result, column),
                                                 value_of_field(text, PQftype(result, column)));
    }
  }
  return records;
}

}  // namespace

void Connection::Closer::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

Connection::Connection(Handle handle, const Patience& patience)
    : notices_(std::make_unique<std::vector<std::string>>()),
      handle_(std::move(handle)),
      patience_(patience) {
  PQsetNoticeReceiver(handle_.get(), &keep_notice, notices_.get());
}

Result<Connection> Connection::open(const Target& target, const Patience& patience) {
  ConnectionParameters parameters = target.parameters;
  parameters["application_name"] = "tend";
  parameters["client_encoding"] = "UTF8";
  if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) {
    parameters.emplace("connect_timeout",
                       std::to_string(static_cast<int>(patience.connect.value())));
  }
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : parameters) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);

  // No expansion: a database may be named like a connection string.
  constexpr int kExpandDatabaseName = 0;
  Handle handle(PQconnectdbParams(keywords.data(), values.data(), kExpandDatabaseName));
  if (!handle) throw std::bad_alloc();
  if (PQstatus(handle.get()) != CONNECTION_OK) return failure_to_connect(handle.get());
  return Connection(std::move(handle), patience);
}

Result<Records> Connection::read(const Query& query) {
  Result<Records> records = read_in_transaction(query);
  const bool inside = PQtransactionStatus(handle_.get()) != PQTRANS_IDLE;
  if (inside && alive()) owned(PQexec(handle_.get(), "ROLLBACK /* tend */ AND NO CHAIN"));
  return records;
}

Result<Records> Connection::read_in_transaction(const Query& query) {
  const Answer begun =
      owned(PQexec(handle_.get(), opening_of(handle_.get(), query, patience_).c_str()));
  if (PQresultStatus(begun.get()) != PGRES_TUPLES_OK) {
    return failure_of(handle_.get(), begun.get());
  }
  std::vector<const char*> values;
  for (const std::string& parameter : query.parameters) values.push_back(parameter.c_str());
  const Answer answer =
      owned(PQexecParams(handle_.get(), query.sql.c_str(), static_cast<int>(values.size()), nullptr,
                         values.data(), nullptr, nullptr, 0));
  if (PQresultStatus(answer.get()) != PGRES_TUPLES_OK) {
    return failure_of(handle_.get(), answer.get());
  }
  return records_of(answer.get());
}

bool Connection::alive() const {
  return PQstatus(handle_.get()) == CONNECTION_OK;
}

std::vector<std::string> Connection::take_notices() {
  return std::exchange(*notices_, {});
}

std::string Connection::database() const {
  return PQdb(handle_.get());
}

std::string Connection::place() const {
  const std::string host = PQhost(handle_.get());
  const bool socket = host.starts_with('/') || host.starts_with('@');
  return fmt::format("{}{}, port {}{}", socket ? "socket " : "", host, PQport(handle_.get()),
                     PQsslInUse(handle_.get()) != 0 ? ", TLS" : "");
}

std::string Connection::database_of(const Target& target) {
  if (!target.name.empty()) return target.name;
  const auto given = target.parameters.find("dbname");
  if (given != target.parameters.end()) return given->second;
  const auto service = target.parameters.find("service");
  if (service != target.parameters.end()) return service->second;
  const char* from_environment = std::getenv("PGDATABASE");
  return from_environment != nullptr ? from_environment : "default";
}

}  // namespace tend::advisor
