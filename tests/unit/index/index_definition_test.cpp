// SPDX-License-Identifier: PostgreSQL
#include "core/index/index_definition.h"

#include <catch2/catch.hpp>

#include "tests/oracle/analytic_what_if.h"

namespace tend::index::test {

namespace {

IndexDefinition orders() {
  IndexDefinition index;
  index.relation = RelationId{1};
  index.relation_name = "shop.orders";
  index.keys = {{.term = column(1), .opclass = "", .collation = ""},
                {.term = column(2), .opclass = "", .collation = ""}};
  return index;
}

IndexTerm lower_email() {
  return {.column = 0, .text = "(lower(email))", .columns = {7}};
}

}  // namespace

TEST_CASE("the kind is the first of the contract's list that fits") {
  IndexDefinition index = orders();
  REQUIRE(kind_of(index) == IndexKind::kComposite);

  index.keys.pop_back();
  REQUIRE(kind_of(index) == IndexKind::kSingle);

  index.include = {column(3)};
  REQUIRE(kind_of(index) == IndexKind::kCovering);

  index.predicate = "(c4 IS NULL)";
  REQUIRE(kind_of(index) == IndexKind::kPartial);

  index.keys.front().term = lower_email();
  REQUIRE(kind_of(index) == IndexKind::kExpression);
  REQUIRE(name_of(kind_of(index)) == "expression");
}

TEST_CASE("the canonical text tells direction and NULLS only where they differ from the default") {
  IndexDefinition index = orders();
  REQUIRE(canonical_text(index) == "btree (c1, c2)");

  index.keys[1].descending = true;
  REQUIRE(canonical_text(index) == "btree (c1, c2 DESC NULLS LAST)");

  index.keys[1].nulls_first = true;
  REQUIRE(canonical_text(index) == "btree (c1, c2 DESC)");

  index.keys[0].nulls_first = true;
  REQUIRE(canonical_text(index) == "btree (c1 NULLS FIRST, c2 DESC)");
}

TEST_CASE("the canonical text has collation, operator class, payload and predicate") {
  IndexDefinition index = orders();
  index.keys[0].collation = "pg_catalog.\"C\"";
  index.keys[0].opclass = "text_pattern_ops";
  index.include = {column(5), column(6)};
  index.predicate = "c4 IS NULL";

  REQUIRE(canonical_text(index) ==
          "btree (c1 COLLATE pg_catalog.\"C\" text_pattern_ops, c2) INCLUDE (c5, c6) "
          "WHERE (c4 IS NULL)");
}

TEST_CASE("a predicate gets parentheses unless one pair already holds all of it") {
  IndexDefinition index = orders();

  index.predicate = "(c1 = ')'::text)";
  REQUIRE(canonical_text(index) == "btree (c1, c2) WHERE (c1 = ')'::text)");
  index.predicate = "(c1 = 1) OR (c2 = 2)";
  REQUIRE(canonical_text(index) == "btree (c1, c2) WHERE ((c1 = 1) OR (c2 = 2))");
}

TEST_CASE("the statement names the index, the table and the mode of building") {
  const IndexDefinition index = orders();

  REQUIRE(create_statement(index, "orders_c1_c2_idx") ==
          "CREATE INDEX orders_c1_c2_idx ON shop.orders USING btree (c1, c2)");
  REQUIRE(create_statement(index, "") == "CREATE INDEX ON shop.orders USING btree (c1, c2)");
  REQUIRE(create_statement(index, "i", BuildMode::kConcurrently) ==
          "CREATE INDEX CONCURRENTLY i ON shop.orders USING btree (c1, c2)");
}

TEST_CASE("every column counts that could make an update touch the index") {
  IndexDefinition index = orders();
  index.keys[1].term = lower_email();
  index.include = {column(5)};
  index.predicate = "(c4 IS NULL)";
  index.predicate_columns = {1, 4};

  REQUIRE(columns_of(index) == std::vector<int>{1, 4, 5, 7});
}

TEST_CASE("a suggested name is table, columns and idx in plain letters") {
  IndexDefinition index = orders();
  REQUIRE(suggested_name(index, 0) == "orders_c1_c2_idx");
  REQUIRE(suggested_name(index, 2) == "orders_c1_c2_idx2");

  index.relation_name = "\"My.Schema\".\"Or\"\"der\"";
  index.keys[0].term = {.column = 1, .text = "\"select\"", .columns = {1}};
  index.keys[1].term = lower_email();
  REQUIRE(suggested_name(index, 0) == "or_der_select_lower_email_idx");
}

TEST_CASE("a suggested name fits the server's limit and keeps its ending") {
  IndexDefinition index = orders();
  index.relation_name = "s." + std::string(200, 'a');
  index.keys[0].term.text = std::string(100, 'b');

  for (const int attempt : {0, 9, 100}) {
    const std::string name = suggested_name(index, attempt);
    REQUIRE(name.size() <= 63);
    REQUIRE(name.size() >= 60);
    REQUIRE(name.find("_idx") != std::string::npos);
    REQUIRE(name.find("aaaa_bbbb") != std::string::npos);
  }
  REQUIRE(suggested_name(index, 1) != suggested_name(index, 2));
}

TEST_CASE("a name made of nothing printable is still a name") {
  IndexDefinition index = orders();
  index.relation_name = "\"\xc3\xa4\xc3\xb6\"";
  index.keys.pop_back();
  index.keys[0].term.text = "\"\xe2\x82\xac\"";

  REQUIRE(suggested_name(index, 0) == "t_expr_idx");

  index.relation_name = "s.\"1st\"";
  REQUIRE(suggested_name(index, 0) == "t1st_expr_idx");
}

TEST_CASE("an index subsumes its prefixes and itself, not its extensions or reorderings") {
  const IndexDefinition wide = orders();
  IndexDefinition narrow = wide;
  REQUIRE(subsumes(wide, narrow));

  narrow.keys.pop_back();
  REQUIRE(subsumes(wide, narrow));
  REQUIRE_FALSE(subsumes(narrow, wide));

  narrow.keys[0].term = column(2);
  REQUIRE_FALSE(subsumes(wide, narrow));
}

TEST_CASE("different direction, opclass, collation, method, predicate or table is not subsumed") {
  const IndexDefinition wide = orders();
  const auto differs = [&](auto change) {
    IndexDefinition other = wide;
    change(other);
    return !subsumes(wide, other) && !subsumes(other, wide);
  };

  REQUIRE(differs([](IndexDefinition& index) { index.keys[0].descending = true; }));
  REQUIRE(differs([](IndexDefinition& index) { index.keys[0].nulls_first = true; }));
  REQUIRE(differs([](IndexDefinition& index) { index.keys[0].opclass = "text_pattern_ops"; }));
  REQUIRE(differs([](IndexDefinition& index) { index.keys[0].collation = "\"C\""; }));
  REQUIRE(differs([](IndexDefinition& index) { index.method = "hash"; }));
  REQUIRE(differs([](IndexDefinition& index) { index.predicate = "(c3 IS NULL)"; }));
  REQUIRE(differs([](IndexDefinition& index) { index.relation = RelationId{2}; }));
}

TEST_CASE("a payload is subsumed where the wide index has the column, as key or payload") {
  IndexDefinition wide = orders();
  wide.include = {column(3)};
  IndexDefinition narrow = orders();
  narrow.keys.pop_back();

  narrow.include = {column(2), column(3)};
  REQUIRE(subsumes(wide, narrow));
  narrow.include = {column(4)};
  REQUIRE_FALSE(subsumes(wide, narrow));
}

TEST_CASE("a unique index subsumes a plain one, and is never subsumed") {
  IndexDefinition unique = orders();
  unique.unique = true;

  REQUIRE(subsumes(unique, orders()));
  REQUIRE_FALSE(subsumes(orders(), unique));
}

TEST_CASE("predicates compare whether or not they came with parentheses") {
  IndexDefinition bare = orders();
  bare.predicate = "c3 IS NULL";
  IndexDefinition wrapped = orders();
  wrapped.predicate = "(c3 IS NULL)";

  REQUIRE(subsumes(bare, wrapped));
  REQUIRE(canonical_text(bare) == canonical_text(wrapped));
}

}  // namespace tend::index::test
