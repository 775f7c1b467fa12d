// SPDX-License-Identifier: PostgreSQL
#include "core/index/plan_shape.h"

#include <catch2/catch.hpp>

namespace tend::index {

namespace {

constexpr RelationId kTable{1};

PlanShape scanning(ScanKind kind) {
  PlanShape shape;
  shape.scans = {{.relation = kTable, .kind = kind}};
  return shape;
}

}  // namespace

TEST_CASE("a table is read whole by a sequential scan and by an index without a condition") {
  REQUIRE(reads_whole(scanning(ScanKind::kSequential), kTable));
  REQUIRE(reads_whole(scanning(ScanKind::kWholeIndex), kTable));
  REQUIRE_FALSE(reads_whole(scanning(ScanKind::kIndex), kTable));
  REQUIRE_FALSE(reads_whole(scanning(ScanKind::kBitmap), kTable));
  REQUIRE_FALSE(reads_whole(scanning(ScanKind::kSequential), RelationId{2}));
  REQUIRE_FALSE(reads_whole({}, kTable));
}

TEST_CASE("a change is told in EXPLAIN's words, table first, then sorts and joins") {
  PlanShape before = scanning(ScanKind::kSequential);
  PlanShape after = scanning(ScanKind::kIndex);
  REQUIRE(change_text(before, after, kTable) == "Seq Scan -> Index Scan");
  REQUIRE(change_text(before, after, RelationId{2}).empty());

  before.sorts = 2;
  after.sorts = 1;
  before.hash_joins = 1;
  after.nested_loops = 1;
  REQUIRE(change_text(before, after, kTable) ==
          "Seq Scan -> Index Scan; Sort gone; Hash Join -> Nested Loop");
  REQUIRE(change_text(after, before, kTable) ==
          "Index Scan -> Seq Scan; Sort added; Nested Loop -> Hash Join");
}

TEST_CASE("index-only scans, several scans and a table that is read no more have their words") {
  PlanShape before = scanning(ScanKind::kWholeIndex);
  before.scans.push_back({.relation = kTable, .kind = ScanKind::kBitmap});
  PlanShape after = scanning(ScanKind::kIndex);
  after.scans[0].index_only = true;

  REQUIRE(change_text(before, after, kTable) ==
          "Index Scan without a condition, Bitmap Heap Scan -> Index Only Scan");
  REQUIRE(change_text(before, {}, kTable) ==
          "Index Scan without a condition, Bitmap Heap Scan -> not read");
  REQUIRE(change_text(before, before, kTable).empty());
}

}  // namespace tend::index
