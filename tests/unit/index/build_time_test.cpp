// SPDX-License-Identifier: PostgreSQL
#include "core/index/build_time.h"

#include <catch2/catch.hpp>

namespace tend::index {

namespace {

RelationSnapshot relation(std::int64_t pages) {
  RelationSnapshot snapshot;
  snapshot.pages = Pages(pages);
  return snapshot;
}

}  // namespace

TEST_CASE("a build takes longer with more pages, entries or bytes") {
  const HypotheticalSize size{.size = Bytes(20'000'000), .entries = 1e6, .height = 2};
  HypotheticalSize more_entries = size;
  more_entries.entries = 2e6;
  HypotheticalSize more_bytes = size;
  more_bytes.size = Bytes(40'000'000);
  const Seconds base = estimate_build_time(relation(10000), size);

  REQUIRE(estimate_build_time(relation(20000), size) > base);
  REQUIRE(estimate_build_time(relation(10000), more_entries) > base);
  REQUIRE(estimate_build_time(relation(10000), more_bytes) > base);
}

TEST_CASE("a million rows take seconds, a billion take the better part of an hour or more") {
  const Seconds million = estimate_build_time(
      relation(10000), {.size = Bytes(22'000'000), .entries = 1e6, .height = 2});
  REQUIRE(million > Seconds(0.5));
  REQUIRE(million < Seconds(10));

  const Seconds billion = estimate_build_time(
      relation(10'000'000), {.size = Bytes(22'000'000'000), .entries = 1e9, .height = 4});
  REQUIRE(billion > Seconds(1000));
  REQUIRE(billion < Seconds(10000));
}

TEST_CASE("an empty table takes the fixed waits, never nothing and never less") {
  REQUIRE(estimate_build_time(relation(0), {}) > Seconds(0));
  REQUIRE(estimate_build_time(relation(-1), {.size = Bytes(-5), .entries = -1, .height = 0}) ==
          estimate_build_time(relation(0), {}));
}

TEST_CASE("analyzing reads a bounded sample, and dropping reads nothing") {
  RelationSnapshot relation;
  relation.pages = Pages(1000);
  const Seconds small = estimate_analyze_time(relation);
  relation.pages = Pages(30000);
  const Seconds sampled = estimate_analyze_time(relation);
  relation.pages = Pages(10'000'000);

  REQUIRE(small < sampled);
  REQUIRE(estimate_analyze_time(relation) == sampled);
  REQUIRE(estimate_drop_time() < small);
  REQUIRE(estimate_drop_time() > Seconds(0));
}

}  // namespace tend::index
