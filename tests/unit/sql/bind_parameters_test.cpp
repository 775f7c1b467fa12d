// SPDX-License-Identifier: PostgreSQL
#include "core/sql/bind_parameters.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/sql/statement_text.h"
#include "core/sql/text_guard.h"

namespace tend::sql {
namespace {

using Values = std::vector<std::optional<BoundValue>>;

BoundValue text_value(std::string value) {
  return {std::move(value), "text"};
}

}  // namespace

TEST_CASE("parameters become literals of their types") {
  const Values values{BoundValue{"5", "integer"}, BoundValue{"2026-01-01", "date"}};
  CHECK(*bind_parameters("select * from t where a = $1 and d > $2 or a < $1", values) ==
        "select * from t where a = ('5'::integer) and d > ('2026-01-01'::date) or a < "
        "('5'::integer)");
}

TEST_CASE("a NULL keeps its type") {
  const Values values{BoundValue{std::nullopt, "bigint"}};
  CHECK(*bind_parameters("select $1", values) == "select (NULL::bigint)");
}

TEST_CASE("parameters without a value stay") {
  const Values values{std::nullopt, BoundValue{"7", "integer"}};
  CHECK(*bind_parameters("select $1, $2, $3", values) == "select $1, ('7'::integer), $3");
  CHECK(*bind_parameters("select $1", {}) == "select $1");
}

TEST_CASE("what looks like a parameter in quotes and comments is left alone") {
  const Values values{BoundValue{"7", "integer"}};
  const std::string sql =
      "select '$1', E'\\'$1', \"$1\", $a$ $1 $a$, $$ $1 $$, a$1, /* $1 /* $1 */ */ $1 -- $1\nfrom "
      "t";
  CHECK(*bind_parameters(sql, values) ==
        "select '$1', E'\\'$1', \"$1\", $a$ $1 $a$, $$ $1 $$, a$1, /* $1 /* $1 */ */ "
        "('7'::integer) -- $1\nfrom t");
}

TEST_CASE("the places of parameters are bytes, also behind other alphabets") {
  const Values values{BoundValue{"ä€😀", "text"}};
  CHECK(*bind_parameters("select 'ü€😀', \"ß\" from t where x = $1", values) ==
        "select 'ü€😀', \"ß\" from t where x = ('ä€😀'::text)");
}

TEST_CASE("no value gets out of its quotes") {
  const auto value =
      GENERATE(as<std::string>{}, "", "'", "''", "\\", "\\'", "'\\", "\\\\'; drop table t; --",
               "'; drop table t; --", "'::text); drop table t; --", "$1", "$$", "/*", "*/", "--",
               "\n", "'\n'", "E'", "\xC2\xA0'", "') union select ('x");
  const std::string sql = "select * from t where a = $1 and b in ($2, $1) limit $2";
  const Values values{text_value(value), BoundValue{"3", "bigint"}};

  const auto bound = bind_parameters(sql, values);

  INFO(value);
  REQUIRE(bound.ok());
  INFO(*bound);
  CHECK(*fingerprint(*bound) == *fingerprint(sql));
  std::string doubled;
  for (const char c : value)
    doubled += c == '\'' || c == '\\' ? std::string(2, c) : std::string(1, c);
  const std::string mark = value.find('\\') == std::string::npos ? "('" : "(E'";
  CHECK(bound->find(mark + doubled + "'::text)") != std::string::npos);
}

TEST_CASE("bound statements of every kind are the same query") {
  const auto sql = GENERATE(
      as<std::string>{}, "select $1, $2 from t",
      "select * from t where a between $1 and $2 order by b limit $1 offset $2",
      "select * from t where a = any($1) and ($2) is not null",
      "insert into t (a, b) values ($1, $2), ($2, $1) on conflict (a) do update set b = $2",
      "update t set a = $1 where b = $2 returning *", "delete from t where a = $1",
      "with c as (select * from u where x = $1) select f($2), count(*) from c group by $1",
      "select case when a = $1 then $2 else 'x' end, array[$1, $2], row($1, $2) from t",
      "select ($1)[1], $1.f from t", "select now() - $1 * interval '1 day'",
      "select x from t where a like $1 and b ~ $2 and c @> $1 and d->>$2 = 'y'",
      "select a from t where (a, b) > ($1, $2) and exists (select 1 from u where u.x=$1)",
      "select sum(a) over (order by b rows $1 preceding) from t",
      "merge into t using s on t.id = $1 when matched then update set a = $2");
  const Values values{BoundValue{"it's 1\\2", "character varying"}, BoundValue{"-5", "integer"}};

  const auto bound = bind_parameters(sql, values);

  INFO(sql);
  if (!bound.ok()) INFO(bound.failure().message + bound.failure().detail);
  REQUIRE(bound.ok());
  CHECK(*fingerprint(*bound) == *fingerprint(sql));
  CHECK(bound->find('$') == std::string::npos);
}

TEST_CASE("a cast behind a parameter applies to the literal") {
  const Values values{BoundValue{"5", "integer"}};
  CHECK(*bind_parameters("select $1::text || x from t", values) ==
        "select ('5'::integer)::text || x from t");
  CHECK(*bind_parameters("select cast($1 as text)", values) ==
        "select cast(('5'::integer) as text)");
}

TEST_CASE("types may be qualified, quoted, arrays or of two words") {
  const auto type = GENERATE(as<std::string>{}, "timestamp with time zone", "\"char\"", "integer[]",
                             "s.\"Odd \"\"type\"", "pg_catalog.bpchar", "\"bit\"",
                             "double precision", "numeric(10,2)");
  CHECK(*bind_parameters("select $1", Values{BoundValue{"x", type}}) ==
        "select ('x'::" + type + ")");
}

TEST_CASE("what is no type is refused") {
  const auto type =
      GENERATE(as<std::string>{}, "", "text) or (true", "text, pg_sleep(9)", "text; drop table t",
               "text -- ", "integer + 1", "text::name", "text from pg_authid", "text /*",
               "text) union select (NULL::text", std::string("te\0xt", 5));
  const auto bound = bind_parameters("select $1", Values{BoundValue{"x", type}});
  INFO(type);
  REQUIRE_FALSE(bound.ok());
  CHECK(bound.failure().code == FailureCode::kInvalidParameter);
}

TEST_CASE("values that are no text are refused") {
  for (const std::string& value : {std::string("a\0b", 3), std::string("\xFF")}) {
    const auto bound = bind_parameters("select $1", Values{text_value(value)});
    REQUIRE_FALSE(bound.ok());
    CHECK(bound.failure().code == FailureCode::kInvalidEncoding);
  }
}

TEST_CASE("a value that makes the statement too long is refused") {
  const auto bound =
      bind_parameters("select $1", Values{text_value(std::string(kMaxStatementBytes, 'x'))});
  REQUIRE_FALSE(bound.ok());
  CHECK(bound.failure().code == FailureCode::kStatementTooLong);
}

TEST_CASE("bad statements are refused as elsewhere") {
  CHECK(bind_parameters("selec $1", {}).failure().code == FailureCode::kSyntaxError);
  CHECK(bind_parameters("", {}).failure().code == FailureCode::kSyntaxError);
  CHECK(bind_parameters("select $1; select $1", {}).failure().code == FailureCode::kSyntaxError);
}

TEST_CASE("where no literal can stand nothing is bound") {
  const Values values{BoundValue{"1 day", "text"}};
  const auto bound = bind_parameters("select now() - interval $1", values);
  REQUIRE_FALSE(bound.ok());
  CHECK(bound.failure().code == FailureCode::kNotSupported);
}

}  // namespace tend::sql
