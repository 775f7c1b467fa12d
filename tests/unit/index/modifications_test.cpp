// SPDX-License-Identifier: PostgreSQL
#include "core/index/modifications.h"

#include <catch2/catch.hpp>

#include <array>

using tend::Pages;
using tend::index::ChangeCounters;
using tend::index::credible_modifications;
using tend::index::least_row_width;
using tend::index::StoredColumn;

namespace {

constexpr StoredColumn kInt4{.width = 4, .alignment = 4, .fixed = true};
constexpr StoredColumn kInt8{.width = 8, .alignment = 8, .fixed = true};

// A table of two int4 columns: 226 rows a page, so 1,000 pages have room for 226,889.
ChangeCounters thousand_pages(double modified, double live_rows) {
  return {.modified = modified,
          .live_rows = live_rows,
          .pages = Pages(1000),
          .row_width = least_row_width(std::array{kInt4, kInt4})};
}

}  // namespace

TEST_CASE("a row is its header, its line pointer and its aligned columns", "[modifications]") {
  CHECK(least_row_width(std::array{kInt4, kInt4}) == 36);
  CHECK(least_row_width(std::array{kInt4, kInt8}) == 44);
  CHECK(least_row_width(std::array{kInt4}) == 36);
}

TEST_CASE("padding counts only where every row has it", "[modifications]") {
  const StoredColumn text{.width = 5};

  CHECK(least_row_width(std::array{text, kInt8}) == 24 + 5 + 8 + 4);

  StoredColumn nullable = kInt4;
  nullable.null_fraction = 0.5;

  CHECK(least_row_width(std::array{nullable, kInt8}) == 24 + 2 + 8 + 4);
}

TEST_CASE("inserts that ANALYZE had seen are taken off again", "[modifications]") {
  // 226,000 rows loaded, analyzed, and then reported.
  CHECK(credible_modifications(thousand_pages(226000, 452000)) < 0.01 * 226000);
}

TEST_CASE("changes that the table has room for all count", "[modifications]") {
  // Half of the rows were deleted, vacuumed, analyzed, and came back into the free space.
  CHECK(credible_modifications(thousand_pages(113000, 226000)) == 113000);
  // Updates leave the number of rows as it is.
  CHECK(credible_modifications(thousand_pages(500000, 226000)) == 500000);
}

TEST_CASE("of late inserts and true changes the true ones remain", "[modifications]") {
  // 226,000 rows reported late, and 100,000 updated since.
  const double credible = credible_modifications(thousand_pages(326000, 452000));

  CHECK(credible >= 100000);
  CHECK(credible < 102000);
}

TEST_CASE("an empty table has no changes to believe in", "[modifications]") {
  CHECK(credible_modifications(
            {.modified = 5, .live_rows = 5, .pages = Pages(0), .row_width = 36}) == 0);
}
