// SPDX-License-Identifier: PostgreSQL
// tend.condition_name(): what PL/pgSQL calls a SQLSTATE.
// Tested by sql/observing_errors_waits.sql.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/text.h"

namespace tend::ext {

namespace {

struct Condition {
  const char* sqlstate;
  const char* name;
};

// Made from the server's own list: extension/boundary/condition_names.cmake. The last row ends it.
constexpr Condition kConditions[] = {
#include "condition_names.inc"
    {"", nullptr}};

const char* name_of(const std::string& sqlstate) {
  const auto found = std::find_if(std::begin(kConditions), std::end(kConditions),
                                  [&](const Condition& each) { return sqlstate == each.sqlstate; });
  return found == std::end(kConditions) ? nullptr : found->name;
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_condition_name);

Datum pg_tend_condition_name(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&]() -> Datum {
    const char* const name = name_of(string_from(PG_GETARG_DATUM(0)));
    if (!name) PG_RETURN_NULL();
    return text_datum(name);
  });
}
}
