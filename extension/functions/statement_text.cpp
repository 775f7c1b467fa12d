// SPDX-License-Identifier: PostgreSQL
// tend.complexity() and tend.fingerprint(): one statement's text, read by libpg_query alone.
#include "extension/boundary/pg.h"

#include "core/sql/statement_text.h"
#include "core/workload/complexity.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"

namespace tend::ext {

namespace {

Value score_value(const std::optional<double>& score) {
  if (!score) return Value::null_of(NUMERICOID);
  const Datum numeric =
      pg_call([&] { return DirectFunctionCall1(float8_numeric, Float8GetDatum(*score)); });
  return {numeric, false, NUMERICOID};
}

std::vector<std::string> all_from_utf8(const std::vector<std::string>& texts) {
  std::vector<std::string> converted;
  for (const std::string& text : texts) converted.push_back(from_utf8(text));
  return converted;
}

std::vector<Value> columns_of(const workload::ComplexityScore& c) {
  return {score_value(c.score),
          Value::of(c.statement_class),
          Value::of(c.level),
          Value::of(c.joins),
          Value::of(c.subqueries),
          Value::of(c.ctes),
          Value::of(c.set_operations),
          Value::of(c.aggregates),
          Value::of(c.window_functions),
          Value::of(c.function_calls),
          Value::of(c.predicates),
          Value::of(c.depth),
          Value::of(c.join_graph),
          Value::of(c.cartesian),
          Value::of(all_from_utf8(c.reasons))};
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_complexity);
PG_FUNCTION_INFO_V1(pg_tend_fingerprint);

Datum pg_tend_complexity(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const std::string text = to_utf8(string_from(PG_GETARG_DATUM(0)));
    return record_datum(fcinfo, columns_of(value_or_throw(tend::workload::score_complexity(text))));
  });
}

Datum pg_tend_fingerprint(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const std::string text = to_utf8(string_from(PG_GETARG_DATUM(0)));
    return text_datum(value_or_throw(tend::sql::fingerprint(text)));
  });
}
}
