// SPDX-License-Identifier: PostgreSQL
#include "core/index/brin_size.h"

#include <catch2/catch.hpp>

using namespace tend;
using tend::index::estimate_brin_size;

// Page counts below were read off real indexes of PostgreSQL 15 (pg_relation_size / 8192).
TEST_CASE("a small table's summaries take three pages", "[size]") {
  const auto size = estimate_brin_size({.heap_pages = Pages(3704), .summary_bytes = 8});

  CHECK(size.pages.value() == 3);
  CHECK(size.ranges == 29);
}

TEST_CASE("summaries and their map grow with the table", "[size]") {
  // A terabyte: 2^20 ranges, 340 summaries of 24 bytes a page, 1,360 ranges a map page.
  const auto size =
      estimate_brin_size({.heap_pages = Pages(std::int64_t{1} << 27), .summary_bytes = 16});

  CHECK(size.ranges == 1048576);
  CHECK(size.pages.value() == 1 + (1048576 / 1360 + 1) + 1048576 / 291 + 1);
}

TEST_CASE("an empty table's index has its three pages", "[size]") {
  CHECK(estimate_brin_size({.heap_pages = Pages(0)}).pages.value() == 3);
}
