// SPDX-License-Identifier: PostgreSQL
#include "core/sql/placeholders.h"

#include <catch2/catch.hpp>
#include <string>

#include "core/sql/statement_text.h"

using tend::sql::cast_summands;
using tend::sql::cast_typed_placeholders;
using tend::sql::fingerprint;
using tend::sql::repair_placeholders;

TEST_CASE("a type before a placeholder becomes a cast, and nothing else changes") {
  CHECK(*cast_typed_placeholders("SELECT now() - interval $1, (ARRAY[$2,$3])[$4]") ==
        "SELECT now() - ($1::interval), (ARRAY[$2,$3])[$4]");
  CHECK(*cast_typed_placeholders(
            "select date  $1 - $2, timestamp with time zone\n$13 /* interval $1 */") ==
        "select ($1::date) - $2, ($13::timestamp with time zone) /* interval $1 */");
  CHECK(*cast_typed_placeholders("select 'ä', interval(3) $1 * $2, \"My\".\"Type\" $3") ==
        "select 'ä', ($1::interval(3)) * $2, ($3::\"My\".\"Type\")");
}

TEST_CASE("casts behind a placeholder stay as they are") {
  const std::string text = "select $1::interval, cast($2 as date), a::int from t where b = $3";
  CHECK(*cast_typed_placeholders(text) == text);
}

TEST_CASE("a typed placeholder in a text of any kind keeps the query the same") {
  const auto text =
      GENERATE(as<std::string>{}, "select (array[interval $1, $2])[$3], (row(date $4, $5)).f1",
               "select * from t where (d, e) < (date $1, timestamptz $2) and x = any (array[$3])",
               "select (select max(d) from u where d > date $1)::text || $2",
               "update t set a[$1] = interval $2 where (b).c = $3");
  INFO(text);
  const auto repaired = repair_placeholders(text);
  REQUIRE(repaired.ok());
  INFO(*repaired);
  CHECK(*fingerprint(*repaired) == *fingerprint(text));
  CHECK(*cast_typed_placeholders(*repaired) == *repaired);
}

TEST_CASE("summands without a type get one; other operands and casts do not") {
  CHECK(*cast_summands("select date '2025-01-01' - $1 - $2", "integer") ==
        "select date '2025-01-01' - ($1::integer) - ($2::integer)");
  CHECK(*cast_summands("select a * $1, b = $2, c - $3::int, $4 + d, -$5", "interval") ==
        "select a * $1, b = $2, c - $3::int, ($4::interval) + d, -$5");
  CHECK(*cast_summands("select 1", "integer") == "select 1");
}
