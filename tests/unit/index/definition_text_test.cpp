// SPDX-License-Identifier: PostgreSQL
#include "core/index/definition_text.h"

#include <catch2/catch.hpp>

namespace tend::index {

TEST_CASE("a canonical text is read back as what it was printed from") {
  for (const std::string text :
       {"btree (a)", "btree (a DESC, b)", "unique btree (a)", "gin (a gin_trgm_ops)",
        "btree ((lower(a)), \"b, (c\" DESC NULLS LAST)", "btree (a) INCLUDE (b, c)",
        "btree (a) WHERE (b = 'x, (y'::text)",
        "btree ((substr(a, 1, 3)) text_pattern_ops) INCLUDE (\"q\"\"\") WHERE (c IS NULL)"}) {
    CAPTURE(text);
    const auto definition = read_definition(text);
    REQUIRE(definition);
    REQUIRE(canonical_text(*definition) == text);
  }
}

TEST_CASE("keys and payload are told apart at their own level") {
  const auto definition = read_definition("btree ((f(a, b)), c DESC) INCLUDE (d, e) WHERE (g > 1)");
  REQUIRE(definition->keys.size() == 2);
  REQUIRE(definition->keys[0].term.text == "(f(a, b))");
  REQUIRE(definition->keys[1].term.text == "c DESC");
  REQUIRE(definition->include.size() == 2);
  REQUIRE(definition->predicate == "(g > 1)");
}

TEST_CASE("what is no definition is none") {
  for (const std::string text :
       {"", "btree", "btree ", "btree a", "btree (a", "btree ('a)", "btree (a) INCLUDE b",
        "btree (a) INCLUDE (b", "btree (a) or so", "<insufficient privilege>"}) {
    CAPTURE(text);
    REQUIRE_FALSE(read_definition(text));
  }
}

}  // namespace tend::index
