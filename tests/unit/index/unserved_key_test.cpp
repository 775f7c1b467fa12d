// SPDX-License-Identifier: PostgreSQL
#include "core/index/unserved_key.h"

#include <catch2/catch.hpp>

#include "tests/unit/index/index_catalog_maker.h"

namespace tend::index {

using namespace test;

TEST_CASE("a foreign key without an index gets one if parent rows are deleted", "[findings]") {
  const auto found = findings_in(catalog_of({}, {key_to_parent({"a", "b"})}));

  REQUIRE(named(found) == Names{"missing_fk "});
  CHECK(found[0].safe);
  CHECK(found[0].ddl == "CREATE INDEX CONCURRENTLY t_a_b_idx ON public.t USING btree (a, b)");
  CHECK(found[0].undo_ddl == "DROP INDEX CONCURRENTLY public.t_a_b_idx");
  CHECK(found[0].evidence ==
        "foreign key t_fkey: 50 deletes and at most 0 key updates a day in public.parent, each"
        " reading 7.8 MB of public.t; an index would be maintained by 0 writes a day");
}

TEST_CASE("where nothing is deleted no index is missing", "[findings]") {
  ForeignKey key = key_to_parent({"a"});
  key.parent_writes_per_day.deletes = 0;
  key.parent_writes_per_day.updates = 1e6;

  CHECK(found_in({}, {key}).empty());
}

TEST_CASE("a tiny table needs no index for its foreign key", "[findings]") {
  IndexCatalog catalog = catalog_of({}, {key_to_parent({"a"})});
  catalog.tables[0].pages = Pages(9);

  CHECK(findings_in(catalog).empty());
}

TEST_CASE("rare deletes of a small table are not worth an index", "[findings]") {
  IndexCatalog catalog = catalog_of({}, {key_to_parent({"a"})});
  catalog.foreign_keys[0].parent_writes_per_day.deletes = 0.5;
  catalog.tables[0].pages = Pages(199);
  CHECK(findings_in(catalog).empty());

  catalog.tables[0].pages = Pages(200);
  CHECK(findings_in(catalog).size() == 1);
}

TEST_CASE("any order of the leading columns serves a foreign key", "[findings]") {
  const ForeignKey key = key_to_parent({"a", "b"});
  CHECK(found_in({index_on(1, "i", "b a")}, {key}).empty());
  CHECK(found_in({unique_on(1, "i", "a b c")}, {key}).empty());
  CHECK(found_in({index_on(1, "i", "c a b")}, {key}).size() == 1);
  CHECK(found_in({index_on(1, "i", "a c b")}, {key}).size() == 1);
}

TEST_CASE("what the checks cannot use serves no foreign key", "[findings]") {
  CatalogIndex index = index_on(1, "i", "a");
  SECTION("invalid") {
    index.index.valid = false;
  }
  SECTION("partial") {
    index.index.definition.predicate = "(b > 0)";
  }
  SECTION("another operator class") {
    index.index.definition.keys[0].opclass = "x.y";
  }
  SECTION("another method") {
    index.index.definition.method = "brin";
  }

  CHECK(find_unserved_keys(catalog_of({index}, {key_to_parent({"a"})}), any_name).size() == 1);
}

TEST_CASE("an index of the rows that have the key serves it", "[findings]") {
  CatalogIndex index = index_on(1, "i", "a");
  index.index.definition.predicate = "(a IS NOT NULL)";
  CHECK(found_in({index}, {key_to_parent({"a"})}).empty());

  index.index.definition.predicate = "";
  index.index.definition.method = "hash";
  CHECK(found_in({index}, {key_to_parent({"a"})}).empty());
}

TEST_CASE("two foreign keys on the same columns miss one index", "[findings]") {
  ForeignKey busy = key_to_parent({"b", "a"});
  busy.name = "busy";
  busy.parent_writes_per_day.deletes = 500;
  const auto found = findings_in(catalog_of({}, {key_to_parent({"a", "b"}), busy}));

  REQUIRE(found.size() == 1);
  CHECK(found[0].evidence.find("busy") != std::string::npos);
}

TEST_CASE("a name that is taken is not proposed", "[findings]") {
  const auto not_the_first = [](RelationId, const std::string& name) { return name != "t_a_idx"; };
  const auto found = find_unserved_keys(catalog_of({}, {key_to_parent({"a"})}), not_the_first);

  REQUIRE(found.size() == 1);
  CHECK(found[0].ddl.find("t_a_idx1 ") != std::string::npos);
}

TEST_CASE("an index of every partition serves the foreign key of a partitioned table",
          "[findings]") {
  IndexCatalog catalog = catalog_of({}, {key_to_parent({"a"})});
  catalog.tables[0].partitioned = true;
  CatalogTable part = catalog_of({index_on(1, "i", "a")}).tables[0];
  part.id = RelationId{101};
  catalog.tables.push_back(part);
  CHECK(find_unserved_keys(catalog, any_name).empty());

  part.id = RelationId{102};
  part.indexes.clear();
  catalog.tables.push_back(part);
  const auto found = find_unserved_keys(catalog, any_name);
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].safe);
  CHECK(found[0].ddl == "CREATE INDEX t_a_idx ON public.t USING btree (a)");
}

}  // namespace tend::index
