// SPDX-License-Identifier: PostgreSQL
#include "core/index/gin_size.h"

#include <catch2/catch.hpp>

using namespace tend;
using tend::index::ElementFrequency;
using tend::index::estimate_elements;
using tend::index::estimate_gin_size;
using tend::index::GinColumn;
using tend::index::GinShape;

namespace {

// 100,000 rows on 3,704 pages, all of them sampled.
GinShape whole_sample(GinColumn column) {
  column.sampled_rows = 1e5;
  return {.rows = 1e5, .rows_per_page = 27, .columns = {std::move(column)}};
}

}  // namespace

// Page counts below were read off real indexes of PostgreSQL 15 (pg_relation_size / 8192).
TEST_CASE("rare elements fill half of each entry page", "[size]") {
  // jsonb_path_ops over 63,173 hash codes, nearly all of them in one or two rows.
  const auto size = estimate_gin_size(
      whole_sample({.frequencies = {{1, 31600}, {2, 21000}, {3, 10500}, {24000, 4}, {2000, 50}},
                    .element_width = 4}));

  CHECK(size.pages.value() == Approx(560).epsilon(0.1));
  CHECK(size.height == 2);
}

TEST_CASE("an element in very many rows has pages of its own", "[size]") {
  // Two hundred elements in 1,492 rows each: 186 lists that no tuple holds, a page each.
  const auto size =
      estimate_gin_size(whole_sample({.frequencies = {{1492, 200}}, .element_width = 7}));

  CHECK(size.pages.value() == Approx(203).epsilon(0.1));
  CHECK(size.items == Approx(298400));
}

TEST_CASE("lists of middle length stay in their tuples", "[size]") {
  // 4,957 integers in a hundred rows on average.
  const auto size =
      estimate_gin_size(whole_sample({.frequencies = {{100, 4957}}, .element_width = 4}));

  CHECK(size.pages.value() == Approx(332).epsilon(0.1));
}

TEST_CASE("without rows there is a meta page and an empty root", "[size]") {
  const auto size = estimate_gin_size({.rows = 0, .rows_per_page = 1, .columns = {}});

  CHECK(size.pages.value() == 2);
  CHECK(size.items == 0);
}

TEST_CASE("a whole sample needs no estimate of what was not seen", "[size]") {
  const std::vector<ElementFrequency> seen = {{1, 500}, {2, 100}};

  CHECK(estimate_elements(seen, 1) == Approx(600));
  CHECK(estimate_elements(seen, 0.5) > 600);
  CHECK(estimate_elements({}, 0.1) == 0);
}

// The oracle: a population of known size, sampled at random.
TEST_CASE("elements of equal frequency are counted from a tenth of the rows", "[size]") {
  // 20,000 elements, 10 rows each, sampled at 0.1: binomial frequencies.
  std::vector<ElementFrequency> seen;
  double probability = 0.3486784401;  // of none in ten
  for (int k = 1; k <= 10; ++k) {
    probability *= (11.0 - k) / k * (0.1 / 0.9);
    seen.push_back({static_cast<double>(k), 20000 * probability});
  }

  CHECK(estimate_elements(seen, 0.1) == Approx(20000).epsilon(0.1));
}

TEST_CASE("frequent elements do not hide the rare ones", "[size]") {
  // A tenth of 100,000 rows: five elements in all rows, and one of its own in each.
  const GinShape shape{
      .rows = 1e5,
      .rows_per_page = 50,
      .columns = {{.sampled_rows = 1e4, .frequencies = {{1e4, 5}, {1, 1e4}}, .element_width = 8}}};

  const auto size = estimate_gin_size(shape);

  // 100,005 tuples of 28 bytes on half-filled pages, and five lists of a row every row.
  CHECK(size.pages.value() == Approx(100000 * 28 / 4100 + 5 * 14).epsilon(0.1));
  CHECK(size.items == Approx(6e5).epsilon(0.01));
}

TEST_CASE("the columns of a GIN index add up", "[size]") {
  GinShape shape = whole_sample({.frequencies = {{2, 5e4}}, .element_width = 6});
  const auto one = estimate_gin_size(shape);
  shape.columns.push_back(shape.columns.front());
  const auto two = estimate_gin_size(shape);

  CHECK(two.items == Approx(2 * one.items));
  CHECK(two.pages.value() == Approx(2.0 * static_cast<double>(one.pages.value())).epsilon(0.02));
}
