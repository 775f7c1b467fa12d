// SPDX-License-Identifier: PostgreSQL
#include "core/index/index_bloat.h"

#include <catch2/catch.hpp>

#include "tests/unit/index/index_catalog_maker.h"

namespace tend::index {

using namespace test;

namespace {

constexpr std::int64_t kPagesPerMegabyte = 128;

// A million different int4 keys: 2745 pages when fresh.
BtreeShape million() {
  return {.entries = 1e6, .keys = {{4, 4, 0}}, .payload = {}, .distinct_keys = 1e6};
}

CatalogIndex sized(std::uint32_t id, std::int64_t pages, std::optional<BtreeShape> shape) {
  CatalogIndex index = index_on(id, "i" + std::to_string(id), "a");
  index.parts[0].pages = Pages(pages);
  index.parts[0].shape = std::move(shape);
  return index;
}

}  // namespace

TEST_CASE("an index of twice its fresh size is rebuilt", "[findings]") {
  const auto found = findings_in(catalog_of({sized(1, 5600, million())}));

  REQUIRE(named(found) == Names{"bloated public.i1"});
  CHECK(found[0].safe);
  CHECK(found[0].ddl == "REINDEX INDEX CONCURRENTLY public.i1");
  CHECK(found[0].undo_ddl.empty());
  CHECK(found_in({sized(1, 5400, million())}).empty());
}

TEST_CASE("a rebuild that wins less than 10 MB is not proposed", "[findings]") {
  BtreeShape small = million();
  small.entries = small.distinct_keys = 1e4;  // 30 pages
  CHECK(found_in({sized(1, 30 + 10 * kPagesPerMegabyte - 5, small)}).empty());
  CHECK(found_in({sized(1, 30 + 10 * kPagesPerMegabyte + 5, small)}).size() == 1);
}

TEST_CASE("nothing is said of an index whose size cannot be estimated", "[findings]") {
  CHECK(found_in({sized(1, 1000000, {})}).empty());
}

TEST_CASE("what is to be dropped is not rebuilt first", "[findings]") {
  CHECK(found_in({index_on(2, "wide", "a b"), sized(1, 9000, million())}) ==
        Names{"redundant public.i1"});
}

TEST_CASE("few different values in a sample may be more in the table", "[findings]") {
  CHECK(most_distinct(100, 30000) == Approx(100));
  CHECK(most_distinct(100, 3e6) == Approx(1000));
  CHECK(most_distinct(1e6, 3e6) == Approx(3e6));
  CHECK(most_distinct(0, 0) == Approx(1));

  // A quarter of the keys different by the sample, which a sample this small cannot tell from all.
  BtreeShape doubtful = million();
  doubtful.distinct_keys = 2.5e5;
  CHECK(found_in({sized(1, 4000, doubtful)}).empty());
}

TEST_CASE("a partitioned index is judged as a whole, or else by its partitions", "[findings]") {
  CatalogIndex whole = index_on(1, "whole", "a");
  whole.partitioned = true;
  CatalogIndex lean = sized(2, 2745, million()), fat = sized(3, 9000, million());
  lean.attached = fat.attached = true;
  IndexCatalog catalog = catalog_of({whole});
  catalog.tables[0].partitioned = true;
  for (const CatalogIndex& each : {lean, fat}) {
    CatalogTable part = catalog_of({each}).tables[0];
    part.id = RelationId{100 + each.index.id.value};
    part.name = "public.part";
    catalog.tables.push_back(part);
  }
  IndexPart& first = catalog.tables[0].indexes[0].parts[0];
  first = lean.parts[0];
  catalog.tables[0].indexes[0].parts.push_back(fat.parts[0]);
  CHECK(named(find_bloat(catalog.tables)) == Names{"bloated public.whole"});

  catalog.tables[0].indexes[0].parts.push_back(lean.parts[0]);
  catalog.tables[0].indexes[0].parts.push_back(lean.parts[0]);
  CHECK(named(find_bloat(catalog.tables)) == Names{"bloated public.i3"});
}

}  // namespace tend::index
