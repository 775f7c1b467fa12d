// SPDX-License-Identifier: PostgreSQL
#include "core/sql/text_guard.h"

#include <array>
#include <catch2/catch.hpp>
#include <ctime>
#include <optional>
#include <string>

#include "core/sql/nesting.h"
#include "core/sql/stack_space.h"
#include "core/sql/statement_text.h"
#include "core/workload/complexity.h"

using tend::FailureCode;
using tend::sql::check_text;
using tend::sql::kMaxNestingBound;
using tend::sql::kMaxStatementBytes;
using tend::sql::nesting_bound;
using tend::sql::rough_nesting_bound;

namespace {

// Of processor time for one refusal; the sanitizers take several times as long.
#ifdef __SANITIZE_ADDRESS__
constexpr double kRefusalSeconds = 0.5;
#else
constexpr double kRefusalSeconds = 0.1;
#endif

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

FailureCode refusal(const std::string& sql) {
  const auto outcome = check_text(sql);
  REQUIRE_FALSE(outcome.ok());
  return outcome.failure().code;
}

// Volatile and written after the call, or the compiler drops the frame before it.
[[gnu::noinline]] std::optional<std::size_t> stack_space_below_a_large_frame() {
  volatile char frame[65536];
  frame[0] = 'x';
  const auto space = tend::sql::stack_space();
  frame[sizeof frame - 1] = 'x';
  return space;
}

}  // namespace

TEST_CASE("ordinary statements pass the guard") {
  CHECK(check_text("select 1").ok());
  CHECK(check_text("").ok());
  CHECK(check_text("select 'n\xC3\xA4hme' from t -- Stra\xC3\x9F"
                   "e")
            .ok());
  CHECK(check_text("select * from t where id in (1" + repeated(", 1", 20000) + ")").ok());
  CHECK(check_text("select 1" + repeated(", 1", 20000)).ok());
  CHECK(check_text("insert into t values (1, 2)" + repeated(", (1, 2)", 20000)).ok());
}

TEST_CASE("a NUL byte and bad UTF-8 are refused with the byte's place") {
  using namespace std::string_literals;

  const auto nul = check_text("select 1\0 drop"s);
  const auto bad = check_text("select '\xFF'");

  REQUIRE(nul.failure().code == FailureCode::kInvalidEncoding);
  REQUIRE(nul.failure().detail == "At byte 9.");
  REQUIRE(bad.failure().code == FailureCode::kInvalidEncoding);
  REQUIRE(bad.failure().detail == "At byte 9.");
}

TEST_CASE("encoding is judged before length, and length before depth") {
  const std::string deep_and_long = "select 1" + repeated("+1", 600000);
  REQUIRE(refusal(deep_and_long) == FailureCode::kStatementTooLong);
  REQUIRE(refusal(deep_and_long + "\xFF") == FailureCode::kInvalidEncoding);
}

TEST_CASE("the length limit is exact") {
  const std::string start = "select '";
  const std::string fits = start + std::string(kMaxStatementBytes - start.size() - 1, 'x') + "'";
  REQUIRE(check_text(fits).ok());
  REQUIRE(refusal(fits + " ") == FailureCode::kStatementTooLong);
}

TEST_CASE("hostile texts give one clear error within a tenth of a second") {
  const auto text =
      GENERATE(as<std::string>{}, "select 1" + repeated("+1", 10000),
               repeated("select (", 5000) + "select 1" + repeated(")", 5000),
               repeated("select * from (", 5000) + "select 1" + repeated(") x", 5000),
               "select " + repeated("not ", 10000) + "true",
               "select " + repeated("(1, ", 9000) + "1" + repeated(")", 9000),
               "select 1, 1" + repeated(" union all select 1, 1", 8000),
               "select " + repeated("case when a then ", 3000) + "1" + repeated(" end", 3000),
               "select " + repeated("- ", 50000) + "a", "select a" + repeated("::int", 10000),
               repeated("(", 100000), repeated("[", 100000),
               "select 1 from t" + repeated(" join t on a", 9000));

  const std::clock_t start = std::clock();
  const auto scored = tend::workload::score_complexity(text);
  const auto printed = tend::sql::fingerprint(text);
  const auto repaired = tend::sql::repair_placeholders(text);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;

  REQUIRE_FALSE(scored.ok());
  CHECK(scored.failure().code == FailureCode::kStatementTooDeep);
  CHECK(scored.failure().message == "statement is nested too deeply");
  CHECK_FALSE(scored.failure().hint.empty());
  CHECK(printed.failure() == scored.failure());
  CHECK(repaired.failure() == scored.failure());
  CHECK(seconds < 3 * kRefusalSeconds);
}

TEST_CASE("a text of a megabyte is refused without being parsed") {
  const auto scored =
      tend::workload::score_complexity("select '" + std::string(1 << 20, 'x') + "'");
  REQUIRE(scored.failure().code == FailureCode::kStatementTooLong);
}

TEST_CASE("an unterminated quote is a syntax error") {
  REQUIRE(tend::workload::score_complexity("select 'abc").failure().code ==
          FailureCode::kSyntaxError);
  REQUIRE(refusal("select 1" + repeated(" + 1", 150) + " 'abc") == FailureCode::kSyntaxError);
}

TEST_CASE("the bound counts tokens between commas, through brackets, quotes and comments") {
  CHECK(*nesting_bound("") == 0);
  CHECK(*nesting_bound("-- a ( b (") == 0);
  CHECK(*nesting_bound("select 1") == 3);
  CHECK(*nesting_bound("select 1, 2, 3") == 3);
  CHECK(*nesting_bound("select f(1, g(2))") == 7);
  CHECK(*nesting_bound("select '((((', 1") == 3);
  CHECK(*nesting_bound("select 1; select 1; select 1") == 3);
  CHECK(*nesting_bound("values (1, 2) union values (1, 2)") == 5);
}

TEST_CASE("commas do not hide open brackets or the arms of a set operation") {
  CHECK(*nesting_bound("select " + repeated("(1, ", 500) + "1" + repeated(")", 500)) >= 500);
  CHECK(*nesting_bound("select 1, 1" + repeated(" except select 1, 1", 500)) >= 500);
  CHECK(*nesting_bound("select " + repeated("(select 1, ", 300) + "1" + repeated(")", 300)) >= 900);
  CHECK(*nesting_bound("select 1; select 1") < 5);
}

TEST_CASE("operators behind a bracket add up over the brackets") {
  std::string text = "1";
  for (int i = 0; i < 300; ++i) text = "(" + text + repeated("+1", 300) + ")";

  CHECK(*nesting_bound("select " + text) > 90000);
  CHECK(refusal("select " + text) == FailureCode::kStatementTooDeep);
}

TEST_CASE("surplus closing brackets do not lower the bound of what follows") {
  REQUIRE(*nesting_bound(repeated(")", 2000) + "select 1" + repeated("+1", 400)) >= 800);
}

TEST_CASE("the rough bound is never below the bound") {
  const auto text = GENERATE(as<std::string>{}, "select 1", "select f(1,g(2))", "sElect(select 1)",
                             "select a.b.c[1]::int8+1e3", "select$1", "select 'a''b', 1 -- x",
                             "(((select 1)))", "select 1 union select 2 union all select 3");
  REQUIRE(rough_nesting_bound(text) >= static_cast<std::size_t>(*nesting_bound(text)));
}

TEST_CASE("the stack that is left is known and shrinks on the way down") {
  const auto here = tend::sql::stack_space();
  REQUIRE(here.has_value());
  REQUIRE(*here > 100000);

  const auto below = stack_space_below_a_large_frame();
  REQUIRE(below.has_value());
  REQUIRE(*below < *here);
}
