// SPDX-License-Identifier: PostgreSQL
#include "core/index/rewrite_hint.h"

#include <catch2/catch.hpp>

namespace tend::index {

namespace {

constexpr char kTable[] = "public.item";

UnservedClause clause(Obstacle obstacle) {
  UnservedClause made;
  made.obstacle = obstacle;
  made.columns = {"name"};
  made.column_type = "integer";
  made.cast_type = "numeric";
  return made;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("each obstacle has its class, a text that names the column, and a hint") {
  const std::pair<Obstacle, std::string> classes[] = {
      {Obstacle::kPattern, "leading_wildcard"},
      {Obstacle::kCast, "type_mismatch"},
      {Obstacle::kFunction, "function_on_column"},
      {Obstacle::kAlternatives, "or_across_columns"},
      {Obstacle::kInequality, "not_equal"}};
  for (const auto& [obstacle, name] : classes) {
    CAPTURE(name);
    REQUIRE(class_of(clause(obstacle)) == name);
    REQUIRE(holds(obstacle_text(clause(obstacle), kTable), "name of public.item"));
    REQUIRE_FALSE(rewrite_hint(clause(obstacle), kTable).empty());
  }
}

TEST_CASE("a pattern is sent to pg_trgm, and reversed only if its end is fixed") {
  UnservedClause pattern = clause(Obstacle::kPattern);
  REQUIRE(holds(rewrite_hint(pattern, kTable),
                "CREATE INDEX ON public.item USING gin (name gin_trgm_ops)"));
  REQUIRE_FALSE(holds(rewrite_hint(pattern, kTable), "reverse"));

  pattern.suffix = true;
  REQUIRE(holds(rewrite_hint(pattern, kTable), "reverse(name) LIKE reverse(pattern)"));
}

TEST_CASE("a cast is moved to the value, unless it rounds a time") {
  UnservedClause cast = clause(Obstacle::kCast);
  REQUIRE(holds(obstacle_text(cast, kTable), "is integer and is compared as numeric"));
  REQUIRE(holds(rewrite_hint(cast, kTable), "Cast the constant or the parameter to integer"));

  cast.of_time = true;
  REQUIRE(class_of(cast) == "function_on_column");
  REQUIRE(holds(obstacle_text(cast, kTable), "a cast from integer to numeric stands around"));
  REQUIRE(holds(rewrite_hint(cast, kTable), "with a range"));
}

TEST_CASE("a function is indexed if it is immutable, and else written the other way") {
  UnservedClause call = clause(Obstacle::kFunction);
  call.function = "app.code_of";
  REQUIRE(holds(obstacle_text(call, kTable), "app.code_of() stands around"));
  REQUIRE(holds(obstacle_text(call, kTable), "not immutable"));
  REQUIRE(holds(rewrite_hint(call, kTable), "immutable function"));

  call.immutable = true;
  REQUIRE(holds(rewrite_hint(call, kTable), "CREATE INDEX ON public.item with the expression"));
  call.of_time = true;
  REQUIRE(holds(rewrite_hint(call, kTable), "range"));
  call.function.clear();
  REQUIRE(holds(obstacle_text(call, kTable), "an expression stands around"));
}

TEST_CASE("clauses are alike whatever they are compared with") {
  UnservedClause one = clause(Obstacle::kCast);
  UnservedClause other = one;
  other.selectivity = 0.5;
  REQUIRE(one.is_like(other));
  other.cast_type = "text";
  REQUIRE_FALSE(one.is_like(other));
}

}  // namespace tend::index
