// SPDX-License-Identifier: PostgreSQL
#include "core/index/hash_size.h"

#include <catch2/catch.hpp>

using namespace tend;
using tend::index::estimate_hash_pages;

// Page counts below were read off real indexes of PostgreSQL 15 (pg_relation_size / 8192).
TEST_CASE("buckets come in powers of two up to 512", "[size]") {
  CHECK(estimate_hash_pages(100000, 100000).value() == 514);
}

TEST_CASE("values in many rows overflow their buckets", "[size]") {
  CHECK(estimate_hash_pages(100000, 1000).value() == Approx(536).epsilon(0.02));
}

TEST_CASE("one value fills one bucket and its overflow pages", "[size]") {
  // 100,000 rows of 407 a page behind one of 512 buckets.
  CHECK(estimate_hash_pages(100000, 1).value() == Approx(514 + 100000 / 407).epsilon(0.02));
}

TEST_CASE("beyond 512 buckets come in quarters of a doubling", "[size]") {
  CHECK(estimate_hash_pages(160000, 160000).value() == 642);
  CHECK(estimate_hash_pages(307 * 1024.0, 307 * 1024.0).value() == Approx(1026).margin(2));
}

TEST_CASE("an empty hash index has two buckets", "[size]") {
  CHECK(estimate_hash_pages(0, 1).value() == 4);
}
