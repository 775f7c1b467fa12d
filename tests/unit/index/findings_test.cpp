// SPDX-License-Identifier: PostgreSQL
#include "core/index/findings.h"

#include <catch2/catch.hpp>

#include "tests/unit/index/index_catalog_maker.h"

namespace tend::index {

using namespace test;

TEST_CASE("healthy indexes have no finding", "[findings]") {
  CHECK(found_in({unique_on(1, "t_pkey", "a"), index_on(2, "i", "b")}, {}).empty());
}

TEST_CASE("tables that advice leaves alone have no finding", "[findings]") {
  IndexCatalog catalog =
      catalog_of({index_on(1, "i", "a"), index_on(2, "j", "a")}, {key_to_parent({"b"})});
  REQUIRE(findings_in(catalog).size() == 2);
  catalog.tables[0].refusal = "pg_tend.exclude names it";
  CHECK(findings_in(catalog).empty());
}

TEST_CASE("findings come by table and index", "[findings]") {
  IndexCatalog catalog =
      catalog_of({index_on(1, "z", "a"), index_on(2, "y", "a"), index_on(3, "x", "a")});
  CatalogTable other = catalog_of({index_on(5, "a", "a"), index_on(4, "b", "a")}).tables[0];
  other.id = other.root = RelationId{50};
  other.name = "public.s";
  catalog.tables.push_back(other);

  CHECK(named(findings_in(catalog)) ==
        Names{"duplicate public.a", "duplicate public.x", "duplicate public.y"});
}

TEST_CASE("every index keeps something to stand in for it", "[findings]") {
  // All subsets of a few indexes, each in use or not: whatever is dropped as duplicate or redundant
  // has an index left that does all it did.
  const std::vector<CatalogIndex> all = {index_on(1, "a1", "a"),   index_on(2, "a2", "a"),
                                         index_on(3, "ab", "a b"), index_on(4, "abc", "a b c"),
                                         unique_on(5, "ua", "a"),  unique_on(6, "uab", "a b")};
  for (unsigned chosen = 1; chosen < 64; ++chosen) {
    for (unsigned used = 0; used < 64; ++used) {
      std::vector<CatalogIndex> indexes;
      for (unsigned i = 0; i < all.size(); ++i) {
        if (((chosen >> i) & 1) == 0) continue;
        indexes.push_back(((used >> i) & 1) != 0 ? all[i] : idle(all[i]));
      }
      const auto found = findings_in(catalog_of(indexes));
      const auto is_dropped = [&](const CatalogIndex& index) {
        return std::any_of(found.begin(), found.end(), [&](const Finding& each) {
          return each.index == index.index.name && !each.ddl.empty();
        });
      };
      for (const CatalogIndex& index : indexes) {
        CAPTURE(chosen, used, index.index.name);
        if (index.index.definition.unique) REQUIRE_FALSE(is_dropped(index));
        if (index.parts[0].use.scans == 0 || !is_dropped(index)) continue;
        REQUIRE(std::any_of(indexes.begin(), indexes.end(), [&](const CatalogIndex& other) {
          return !is_dropped(other) && &other != &index &&
                 subsumes(other.index.definition, index.index.definition);
        }));
      }
    }
  }
}

}  // namespace tend::index
