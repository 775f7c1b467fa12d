// SPDX-License-Identifier: PostgreSQL
#include "core/index/other_methods.h"

#include <catch2/catch.hpp>

using namespace tend;
using namespace tend::index;

namespace {

RelationSnapshot log_table() {
  RelationSnapshot relation;
  relation.id = RelationId{7};
  relation.name = "public.log";
  relation.rows = 1e6;
  relation.pages = Pages(20000);
  return relation;
}

MethodQual contains_tag() {
  return {.term = {2, "tags", {2}}, .method = Method::kGin, .opclass = "", .selectivity = 0.001};
}

MethodQual since(double correlation) {
  return {.term = {3, "at", {3}},
          .method = Method::kBrin,
          .opclass = "",
          .selectivity = 0.1,
          .correlation = correlation};
}

RelationAccess access_with(std::vector<MethodQual> quals) {
  RelationAccess access;
  access.relation = RelationId{7};
  access.other_methods = std::move(quals);
  return access;
}

}  // namespace

TEST_CASE("what a value contains is offered a GIN index, each operator class once", "[methods]") {
  MethodQual path = contains_tag();
  path.opclass = "pg_catalog.jsonb_path_ops";

  const auto indexes =
      other_method_indexes(access_with({contains_tag(), path, contains_tag()}), log_table());

  REQUIRE(indexes.size() == 2);
  CHECK(canonical_text(indexes[0]) == "gin (tags)");
  CHECK(canonical_text(indexes[1]) == "gin (tags pg_catalog.jsonb_path_ops)");
  CHECK(create_statement(indexes[0], "") == "CREATE INDEX ON public.log USING gin (tags)");
}

TEST_CASE("ranges of a large table in order are offered a BRIN index", "[methods]") {
  const auto indexes = other_method_indexes(access_with({since(0.99), since(0.99)}), log_table());

  REQUIRE(indexes.size() == 1);
  CHECK(canonical_text(indexes[0]) == "brin (at)");
  CHECK(other_method_indexes(access_with({since(-0.97)}), log_table()).size() == 1);
}

TEST_CASE("no BRIN index on scattered values, small tables or rows that move", "[methods]") {
  CHECK(other_method_indexes(access_with({since(0.5)}), log_table()).empty());
  CHECK(other_method_indexes(access_with({since(0)}), log_table()).empty());

  RelationSnapshot small = log_table();
  small.pages = Pages(500);
  CHECK(other_method_indexes(access_with({since(1)}), small).empty());

  RelationSnapshot churned = log_table();
  churned.writes_per_day.updates = 0.04 * churned.rows;
  CHECK(other_method_indexes(access_with({since(1)}), churned).size() == 1);
  churned.writes_per_day.deletes = 0.02 * churned.rows;
  CHECK(other_method_indexes(access_with({since(1)}), churned).empty());
}

TEST_CASE("an index of another method matters to clauses of its own kind only", "[methods]") {
  const auto gin = other_method_indexes(access_with({contains_tag()}), log_table()).front();

  CHECK(serves_otherwise(gin, access_with({contains_tag()})));
  CHECK_FALSE(serves_otherwise(gin, access_with({since(1)})));
  MethodQual path = contains_tag();
  path.opclass = "pg_catalog.jsonb_path_ops";
  CHECK_FALSE(serves_otherwise(gin, access_with({path})));
  IndexDefinition tree = gin;
  tree.method = kBtree;
  CHECK_FALSE(serves_otherwise(tree, access_with({contains_tag()})));
}
