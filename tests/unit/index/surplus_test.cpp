// SPDX-License-Identifier: PostgreSQL
#include "core/index/surplus.h"

#include <catch2/catch.hpp>

#include "tests/unit/index/index_catalog_maker.h"

namespace tend::index {

using namespace test;

TEST_CASE("of equal indexes the younger is dropped", "[findings]") {
  const auto found = findings_in(catalog_of({index_on(2, "young", "a"), index_on(1, "old", "a")}));

  REQUIRE(named(found) == Names{"duplicate public.young"});
  CHECK(found[0].safe);
  CHECK(found[0].ddl == "DROP INDEX CONCURRENTLY public.young");
  CHECK(found[0].undo_ddl == "CREATE INDEX CONCURRENTLY young ON public.t USING btree (a)");
}

TEST_CASE("of equal indexes the one with a role stays", "[findings]") {
  CatalogIndex clustered = index_on(2, "clustered", "a");
  clustered.roles.clustered = true;

  CHECK(found_in({index_on(1, "old", "a"), clustered}) == Names{"duplicate public.old"});
}

TEST_CASE("equal unique indexes are named, and nothing is proposed", "[findings]") {
  CatalogIndex primary = unique_on(2, "t_pkey", "a");
  primary.roles.primary = primary.roles.constraint = true;
  const auto found = findings_in(catalog_of({unique_on(1, "u", "a"), primary}));

  REQUIRE(named(found) == Names{"duplicate public.u!"});
  CHECK_FALSE(found[0].safe);
  CHECK(found[0].undo_ddl.empty());
  CHECK(found[0].reason.find("uniqueness") != std::string::npos);
}

TEST_CASE("whatever differs makes no duplicate", "[findings]") {
  CatalogIndex other = index_on(2, "other", "a");
  KeyPart& key = other.index.definition.keys.front();
  SECTION("operator class") {
    key.opclass = "pg_catalog.text_pattern_ops";
  }
  SECTION("collation") {
    key.collation = "pg_catalog.\"C\"";
  }
  SECTION("direction") {
    key.descending = key.nulls_first = true;
  }
  SECTION("nulls") {
    key.nulls_first = true;
  }
  SECTION("predicate") {
    other.index.definition.predicate = "(a > 5)";
  }
  SECTION("method") {
    other.index.definition.method = "hash";
  }

  CHECK(found_in({index_on(1, "one", "a"), other}).empty());
}

TEST_CASE("parameters that make a difference make no duplicate", "[findings]") {
  CatalogIndex one = index_on(1, "one", "a"), other = index_on(2, "other", "a");
  one.index.definition.method = other.index.definition.method = "brin";
  other.options = "{pages_per_range=8}";

  CHECK(found_in({one, other}).empty());
}

TEST_CASE("an index is redundant if another begins with its keys", "[findings]") {
  const auto found = findings_in(catalog_of({index_on(1, "wide", "a b"), index_on(2, "one", "a")}));

  REQUIRE(named(found) == Names{"redundant public.one"});
  CHECK(found[0].safe);
  CHECK(found[0].reason.find("public.wide") != std::string::npos);
  CHECK(found_in({index_on(1, "wide", "b a"), index_on(2, "one", "a")}).empty());
}

TEST_CASE("a unique index makes a plain one on its keys redundant, and never the reverse",
          "[findings]") {
  CHECK(found_in({unique_on(1, "u", "a"), index_on(2, "plain", "a")}) ==
        Names{"redundant public.plain"});
  CHECK(found_in({unique_on(1, "u", "a"), index_on(2, "wide", "a b")}).empty());
}

TEST_CASE("what makes others redundant stays: of a chain only the widest", "[findings]") {
  const auto found = findings_in(catalog_of(
      {index_on(1, "one", "a"), index_on(2, "two", "a b"), index_on(3, "three", "a b c")}));

  REQUIRE(named(found) == Names{"redundant public.one", "redundant public.two"});
  CHECK(found[0].reason.find("public.three") != std::string::npos);
  CHECK(found[1].reason.find("public.three") != std::string::npos);
}

TEST_CASE("of two covering indexes with the same payload in another order one stays",
          "[findings]") {
  CatalogIndex bc = index_on(1, "bc", "a"), cb = index_on(2, "cb", "a");
  bc.index.definition.include = {key_on("b").term, key_on("c").term};
  cb.index.definition.include = {key_on("c").term, key_on("b").term};

  CHECK(found_in({bc, cb}) == Names{"redundant public.cb"});
}

TEST_CASE("an index in use is not redundant because of one that is not", "[findings]") {
  CHECK(found_in({idle(index_on(1, "wide", "a b")), index_on(2, "one", "a")}) ==
        Names{"unused public.wide"});
  CHECK(found_in({idle(index_on(1, "wide", "a b")), idle(index_on(2, "one", "a"))}) ==
        Names{"redundant public.one", "unused public.wide"});
}

TEST_CASE("redundancy is judged for B-trees alone", "[findings]") {
  CatalogIndex wide = index_on(1, "wide", "a b"), one = index_on(2, "one", "a");
  wide.index.definition.method = one.index.definition.method = "gist";

  CHECK(found_in({wide, one}).empty());
}

TEST_CASE("an unused index is dropped, and the time observed is said", "[findings]") {
  const auto found = findings_in(catalog_of({idle(index_on(1, "i", "a"))}));

  REQUIRE(named(found) == Names{"unused public.i"});
  CHECK(found[0].safe);
  CHECK(found[0].evidence ==
        "800 kB, 0 scans since the counters were last reset 90 days ago; none for 90 days, of"
        " which the history watched 90 days; this node only");
}

TEST_CASE("what guards an index against being called unused", "[findings]") {
  CatalogIndex index = idle(index_on(1, "i", "a"));
  SECTION("uniqueness") {
    index.index.definition.unique = true;
  }
  SECTION("primary key") {
    index.roles.primary = true;
  }
  SECTION("exclusion") {
    index.roles.exclusion = true;
  }
  SECTION("constraint") {
    index.roles.constraint = true;
  }
  SECTION("a foreign key refers to it") {
    index.roles.referenced = true;
  }
  SECTION("replica identity") {
    index.roles.replica_identity = true;
  }
  SECTION("CLUSTER") {
    index.roles.clustered = true;
  }
  SECTION("a partitioned index") {
    index.attached = true;
  }

  CHECK(found_in({index}).empty());
}

TEST_CASE("an index that serves a foreign key's checks is not unused", "[findings]") {
  const ForeignKey key = key_to_parent({"a", "b"});
  CHECK(found_in({idle(index_on(1, "i", "b a c"))}, {key}).empty());

  // The third does not lead with both columns.
  CHECK(found_in({idle(index_on(1, "i", "a b")), idle(index_on(2, "j", "a c b"))}, {key}) ==
        Names{"unused public.j"});
}

TEST_CASE("one of two equal indexes that serve a foreign key may go", "[findings]") {
  CHECK(found_in({idle(index_on(1, "i", "a")), idle(index_on(2, "j", "a"))},
                 {key_to_parent({"a"})}) == Names{"duplicate public.j"});
}

TEST_CASE("what keeps an unused index from being safe to drop", "[findings]") {
  IndexCatalog catalog = catalog_of({idle(index_on(1, "i", "a"))});
  CatalogIndex& index = catalog.tables[0].indexes[0];
  SECTION("watched too short") {
    index.parts[0].use.watched->known_for = kDay;
  }
  SECTION("replicas") {
    catalog.span.has_replicas = true;
  }
  SECTION("a standby") {
    catalog.span.is_standby = true;
  }
  SECTION("statistics of an expression") {
    index.index.definition.keys[0].term = {0, "lower(a)", {}};
  }
  SECTION("a partitioned table") {
    index.partitioned = true;
  }

  const auto found = findings_in(catalog);
  REQUIRE(named(found) == Names{"unused public.i"});
  CHECK_FALSE(found[0].safe);
}

TEST_CASE("equal indexes are used if one of them is", "[findings]") {
  CHECK(found_in({idle(index_on(1, "old", "a")), index_on(2, "young", "a")}) ==
        Names{"duplicate public.young"});
}

TEST_CASE("a partitioned index is dropped as a whole, in one statement that locks", "[findings]") {
  CatalogIndex index = idle(index_on(1, "i", "a"));
  index.partitioned = true;
  index.statement = "CREATE INDEX i ON ONLY public.t USING btree (a)";
  const auto found = findings_in(catalog_of({index}));

  REQUIRE(found.size() == 1);
  CHECK(found[0].ddl == "DROP INDEX public.i");
  CHECK(found[0].undo_ddl == "CREATE INDEX i ON public.t USING btree (a)");
}

TEST_CASE("an invalid index is dropped unless something works on it", "[findings]") {
  CatalogIndex index = index_on(1, "i", "a");
  index.index.valid = false;
  const auto found = findings_in(catalog_of({index}));
  REQUIRE(named(found) == Names{"invalid public.i"});
  CHECK(found[0].safe);
  CHECK(found[0].ddl == "DROP INDEX CONCURRENTLY public.i");

  index.being_changed = true;
  CHECK(found_in({index}).empty());
  index.being_changed = false;
  index.partitioned = true;  // still lacks partitions
  CHECK(found_in({index}).empty());
}

TEST_CASE("an invalid index that may enforce something is not safe to drop", "[findings]") {
  CatalogIndex index = unique_on(1, "i", "a");
  index.index.valid = false;
  CHECK_FALSE(findings_in(catalog_of({index})).at(0).safe);

  index.leftover = true;
  CHECK(findings_in(catalog_of({index})).at(0).safe);
}

TEST_CASE("an invalid index that cannot be dropped alone is rebuilt", "[findings]") {
  CatalogIndex index = index_on(1, "i", "a");
  index.index.valid = false;
  index.attached = true;
  const auto found = findings_in(catalog_of({index}));

  REQUIRE(found.size() == 1);
  CHECK(found[0].ddl == "REINDEX INDEX CONCURRENTLY public.i");
  CHECK(found[0].undo_ddl.empty());
}

TEST_CASE("an invalid index makes no other redundant or a duplicate", "[findings]") {
  CatalogIndex invalid = index_on(1, "broken", "a b");
  invalid.index.valid = false;
  CHECK(found_in({invalid, index_on(2, "i", "a"), index_on(3, "j", "a b c")}) ==
        Names{"invalid public.broken", "redundant public.i"});
}

TEST_CASE("a partition's own index is dropped before the part of a partitioned one", "[findings]") {
  CatalogIndex part = index_on(2, "part", "a");
  part.attached = true;
  CHECK(found_in({index_on(1, "own", "a"), part}) == Names{"duplicate public.own"});
}

TEST_CASE("a partitioned index is needed if it stands in for a partition's own", "[findings]") {
  CatalogIndex whole = idle(index_on(1, "whole", "a")), part = idle(index_on(2, "part", "a"));
  whole.partitioned = true;
  whole.parts = part.parts;
  part.attached = true;
  IndexCatalog catalog = catalog_of({whole});
  catalog.tables[0].partitioned = true;
  CatalogTable partition = catalog_of({part, index_on(3, "own", "a")}).tables[0];
  partition.id = RelationId{101};
  catalog.tables.push_back(partition);
  CHECK(named(findings_in(catalog)) == Names{"duplicate public.own"});

  catalog.tables[1].indexes[1] = idle(catalog.tables[1].indexes[1]);
  CHECK(named(findings_in(catalog)) == Names{"duplicate public.own", "unused public.whole"});
}

}  // namespace tend::index
