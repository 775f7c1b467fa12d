// SPDX-License-Identifier: PostgreSQL
#include "core/sql/libpg_query.h"

#include <string>

namespace tend::sql {

Failure syntax_failure(const PgQueryError* error) {
  Failure failure;
  failure.code = FailureCode::kSyntaxError;
  failure.message = error->message == nullptr ? "syntax error" : error->message;
  if (error->cursorpos > 0) {
    failure.detail = "At character " + std::to_string(error->cursorpos) + ".";
  }
  return failure;
}

}  // namespace tend::sql
