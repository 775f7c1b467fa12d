// SPDX-License-Identifier: PostgreSQL
// libpq parses; this decides what is let through.
//
// Tested by tests/advisor/connection.t.
#include "advisor/collect/conninfo.h"

#include <libpq-fe.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace tend::advisor {
namespace {

constexpr const char* kWhereSecretsBelong =
    "Give the password by ~/.pgpass or PGPASSFILE, by a service in pg_service.conf (service=NAME), "
    "or by the environment variable PGPASSWORD.";

using Options = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Failure invalid(std::string message, std::string hint) {
  return {FailureCode::kInvalidParameter, std::move(message), {}, std::move(hint), {}};
}

bool is_conninfo(std::string_view text) {
  return text.starts_with("postgresql://") || text.starts_with("postgres://") ||
         text.find('=') != std::string_view::npos;
}

bool is_secret(std::string_view keyword) {
  return keyword == "password" || keyword == "sslpassword";
}

Failure malformed(std::string_view text, char* libpq_message) {
  const std::unique_ptr<char, decltype(&PQfreemem)> message(libpq_message, &PQfreemem);
  Failure failure = invalid("the connection string is not valid",
                            "Write postgresql://HOST:PORT/DATABASE, or keyword=value pairs, or a "
                            "database name; in a URI, write special characters as %NN.");
  if (message && !may_hold_secret(text)) {
    failure.detail = message.get();
    while (!failure.detail.empty() && failure.detail.back() == '\n') failure.detail.pop_back();
  }
  return failure;
}

bool is_set(const char* variable) {
  if (variable == nullptr) return false;
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

bool may_hold_secret(std::string_view text) {
  return text.find('@') != std::string_view::npos || text.find("pass") != std::string_view::npos ||
         text.find("PASS") != std::string_view::npos;
}

Result<ConnectionParameters> parse_conninfo(std::string_view text) {
  if (text.empty()) return ConnectionParameters();
  if (text.find('\0') != std::string_view::npos) {
    return invalid("the connection string holds a NUL byte", "");
  }
  if (!is_conninfo(text)) return ConnectionParameters{{"dbname", std::string(text)}};

  char* message = nullptr;
  const Options options(PQconninfoParse(std::string(text).c_str(), &message), &PQconninfoFree);
  if (!options) return malformed(text, message);

  ConnectionParameters parameters;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    if (is_secret(option->keyword)) {
      return invalid("a connection string must not hold a password", kWhereSecretsBelong);
    }
    parameters[option->keyword] = option->val;
  }
  return parameters;
}

ConnectionParameters yield_to_environment(ConnectionParameters parameters) {
  const Options known(PQconndefaults(), &PQconninfoFree);
  if (!known) return parameters;
  for (const PQconninfoOption* option = known.get(); option->keyword != nullptr; ++option) {
    if (is_set(option->envvar)) parameters.erase(option->keyword);
  }
  // Two names for one place: whichever the environment uses, it wins over both.
  if (is_set("PGHOST") || is_set("PGHOSTADDR")) {
    parameters.erase("host");
    parameters.erase("hostaddr");
  }
  return parameters;
}

}  // namespace tend::advisor
