// SPDX-License-Identifier: PostgreSQL
#include "core/index/size_model.h"

#include <catch2/catch.hpp>

using namespace tend;
using tend::index::BtreeShape;
using tend::index::ColumnShape;
using tend::index::estimate_btree_size;

namespace {

BtreeShape unique_int4(double entries) {
  return {.entries = entries, .keys = {{4, 4, 0}}, .payload = {}, .distinct_keys = entries};
}

}  // namespace

// Page counts below were read off real indexes of PostgreSQL 15 (pg_relation_size / 8192).
TEST_CASE("a unique int4 index of a million rows has 2745 pages and two levels", "[size]") {
  const auto size = estimate_btree_size(unique_int4(1e6));

  CHECK(size.pages.value() == Approx(2745).margin(3));
  CHECK(size.height == 2);
}

TEST_CASE("an empty index is its meta page and an empty root", "[size]") {
  const auto size = estimate_btree_size(unique_int4(0));

  CHECK(size.pages.value() == 2);
  CHECK(size.height == 0);
}

TEST_CASE("one page of entries needs no inner page", "[size]") {
  CHECK(estimate_btree_size(unique_int4(366)).height == 0);
  CHECK(estimate_btree_size(unique_int4(368)).height == 1);
}

TEST_CASE("equal keys share posting lists unless the index may not deduplicate", "[size]") {
  BtreeShape shape = unique_int4(1e6);
  shape.distinct_keys = 10;

  const auto merged = estimate_btree_size(shape);
  shape.deduplicates = false;
  const auto apart = estimate_btree_size(shape);

  // Six bytes a heap pointer against twenty a tuple, plus list headers.
  CHECK(merged.pages.value() == Approx(apart.pages.value() * 0.31).epsilon(0.05));
}

TEST_CASE("size never falls when entries, width or payload grow", "[size]") {
  std::int64_t previous = 0;
  for (double entries = 1; entries < 1e7; entries *= 3) {
    const auto size = estimate_btree_size(unique_int4(entries));
    CHECK(size.pages.value() >= previous);
    previous = size.pages.value();
  }
  previous = 0;
  for (double width = 1; width < 600; width += 13) {
    BtreeShape shape{.entries = 1e5, .keys = {{width, 1, 0}}, .payload = {}, .distinct_keys = 1e5};
    const auto size = estimate_btree_size(shape);
    CHECK(size.pages.value() >= previous);
    previous = size.pages.value();
  }
  BtreeShape plain = unique_int4(1e5);
  BtreeShape covering = plain;
  covering.payload.push_back(ColumnShape{32, 1, 0});
  CHECK(estimate_btree_size(covering).pages > estimate_btree_size(plain).pages);
}

TEST_CASE("mostly-null wide keys take less room than full ones", "[size]") {
  BtreeShape full{.entries = 1e5, .keys = {{64, 1, 0}}, .payload = {}, .distinct_keys = 1e5};
  BtreeShape sparse = full;
  sparse.keys[0].null_fraction = 0.9;

  CHECK(estimate_btree_size(sparse).pages < estimate_btree_size(full).pages);
}

TEST_CASE("keys too wide for a posting list are stored one by one", "[size]") {
  BtreeShape shape{.entries = 1e4, .keys = {{900, 1, 0}}, .payload = {}, .distinct_keys = 100};
  BtreeShape apart = shape;
  apart.deduplicates = false;

  CHECK(estimate_btree_size(shape).pages.value() ==
        Approx(estimate_btree_size(apart).pages.value()).epsilon(0.15));
}

TEST_CASE("keys of which few are frequent take the room of each", "[size]") {
  BtreeShape shape = unique_int4(1e6);
  shape.groups = {{500000, 1}, {1, 500000}};

  const auto uneven = estimate_btree_size(shape);
  shape.groups.clear();
  shape.distinct_keys = 500001;
  const auto even = estimate_btree_size(shape);

  // Half of the entries as lists of six bytes each, half alone: not pairs.
  CHECK(uneven.pages.value() == Approx(0.5 * 2745 * (1 + 0.31)).epsilon(0.05));
  CHECK(even.pages.value() > 1.2 * uneven.pages.value());
}

TEST_CASE("groups that say what the number of keys says give its size", "[size]") {
  BtreeShape shape = unique_int4(1e6);
  shape.distinct_keys = 5000;
  const auto counted = estimate_btree_size(shape);
  shape.groups = {{200, 5000}};

  CHECK(estimate_btree_size(shape).pages == counted.pages);
}

TEST_CASE("the width that a sample found stands for that of the columns", "[size]") {
  BtreeShape shape = unique_int4(1e6);
  shape.tuple_bytes = 24;

  BtreeShape wide{.entries = 1e6, .keys = {{16, 8, 0}}, .payload = {}, .distinct_keys = 1e6};
  CHECK(estimate_btree_size(shape).pages.value() ==
        Approx(static_cast<double>(estimate_btree_size(wide).pages.value())).epsilon(0.01));
}
