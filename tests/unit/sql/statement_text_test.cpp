// SPDX-License-Identifier: PostgreSQL
#include "core/sql/statement_text.h"

#include <catch2/catch.hpp>
#include <string>

using tend::FailureCode;
using tend::sql::fingerprint;
using tend::sql::planned_statement;
using tend::sql::repair_placeholders;
using tend::sql::without_literals;

TEST_CASE("a fingerprint is sixteen hexadecimal digits") {
  const auto print = fingerprint("select 1");
  REQUIRE(print.ok());
  REQUIRE(print->size() == 16);
  REQUIRE(print->find_first_not_of("0123456789abcdef") == std::string::npos);
}

TEST_CASE("a fingerprint does not see literals, parameters, layout or comments") {
  const std::string base = *fingerprint("select a from t where b = 5 and c in (1, 2, 3)");
  CHECK(*fingerprint("select a from t where b = $1 and c in ($2)") == base);
  CHECK(*fingerprint("SELECT a /* x */ FROM t\n WHERE b='y' AND c IN (4) -- end") == base);
  CHECK(*fingerprint("select a from t where b = 5 or c in (1, 2, 3)") != base);
  CHECK(*fingerprint("select z from t where b = 5 and c in (1, 2, 3)") != base);
}

TEST_CASE("only a single good statement has a fingerprint") {
  CHECK(fingerprint("").failure().code == FailureCode::kSyntaxError);
  CHECK(fingerprint("-- nothing").failure().code == FailureCode::kSyntaxError);
  CHECK(fingerprint("select 1; select 2").failure().code == FailureCode::kSyntaxError);
  CHECK(fingerprint("selec 1").failure().code == FailureCode::kSyntaxError);
  CHECK(fingerprint("select 1;").ok());
}

TEST_CASE("typed placeholders come out as casts that the server takes") {
  CHECK(*repair_placeholders("select now() - interval $1") == "select now() - ($1::interval)");
  CHECK(*repair_placeholders("select * from t where d >= date $1") ==
        "select * from t where d >= ($1::date)");
  CHECK(*repair_placeholders("select timestamp $1 + $2") == "select ($1::timestamp) + $2");
  // what belonged to the type is not left behind
  CHECK(*repair_placeholders("select interval $1 day") == "SELECT $1::interval day");
}

TEST_CASE("a repaired text is the same query, for every kind of statement") {
  const auto text = GENERATE(
      as<std::string>{}, "select a.b, count(*) from t a left join u using (id) group by 1 limit 5",
      "with recursive r as (select 1 as n union all select n + 1 from r where n < 9) table r",
      "select \"Or\"\"der\", \"select\" from \"S\".\"T\" where x = E'a\\'b' and y = 'it''s'",
      "select sum(x) filter (where y > 0) over (partition by z order by w rows 3 preceding) from t",
      "insert into t (a, b) values (1, 'x') on conflict (a) do update set b = excluded.b returning "
      "*",
      "update t set (a, b) = (select 1, 2) from u where t.id = u.id and not exists (select 1 from "
      "v)",
      "delete from t using u where t.id = u.id and t.x is not distinct from u.y",
      "select case when a then 1 else 2 end, x between 1 and 2, y[1:2], (z).f, array[1, 2] from t",
      "select * from a, lateral (select * from b where b.i = a.i) s cross join generate_series(1, "
      "3) g",
      "(select 1 union select 2) intersect all select 3 order by 1 desc nulls last for update",
      "create index i on t (a desc, lower(b)) include (c) where d > 0",
      "merge into t using s on t.id = s.id when matched then update set a = 1 when not matched "
      "then "
      "insert values (1)");
  const auto repaired = repair_placeholders(text);
  INFO(text);
  REQUIRE(repaired.ok());
  INFO(*repaired);
  CHECK(*fingerprint(*repaired) == *fingerprint(text));
  CHECK(*repair_placeholders(*repaired) == *repaired);
}

TEST_CASE("literals keep their value and type through a repair") {
  CHECK(*repair_placeholders("select 'a''b', -1, 1.50, true, null, E'x\\ny'") ==
        "SELECT 'a''b', -1, 1.50, true, NULL, 'x\ny'");
  CHECK(*repair_placeholders("select interval '1 day', '2024-01-01'::date") ==
        "SELECT '1 day'::interval, '2024-01-01'::date");
}

TEST_CASE("a bad text is not repaired") {
  CHECK(repair_placeholders("select from where").failure().code == FailureCode::kSyntaxError);
  CHECK(repair_placeholders("").failure().code == FailureCode::kSyntaxError);
  CHECK(repair_placeholders("select 1; select 2").failure().code == FailureCode::kSyntaxError);
}

TEST_CASE("what PREPARE and DECLARE CURSOR hold is what is planned") {
  CHECK(*planned_statement("prepare p(int) as select a from t where b = $1") ==
        "SELECT a FROM t WHERE b = $1");
  CHECK(*planned_statement("declare c cursor with hold for select 1") == "SELECT 1");
  CHECK(*planned_statement("select  1") == "select  1");
  CHECK(*planned_statement("vacuum t") == "vacuum t");
  CHECK(planned_statement("select 1; select 2").failure().code == FailureCode::kSyntaxError);
}

TEST_CASE("literals go whatever their quotes, and names stay") {
  CHECK(without_literals("alter role \"it's\" password 'it''s'") ==
        "alter role \"it's\" password '...'");
  CHECK(without_literals("do $x$ 'a' $y$ $x$ language plpgsql") == "do '...' language plpgsql");
  CHECK(without_literals("select E'\\'a', 12, $1") == "select '...', 12, $1");
  // cut in the middle of a literal
  CHECK(without_literals("comment on table t is 'secr") == "comment on table t is '...'");
  CHECK(without_literals("").empty());
}
