// SPDX-License-Identifier: PostgreSQL
#include "core/index/modifications.h"

#include <algorithm>
#include <cmath>

namespace tend::index {

namespace {

// PostgreSQL's page layout (bufpage.h, htup_details.h), bytes.
constexpr double kPageHeader = 24;
constexpr double kRowHeader = 24;  // aligned
constexpr double kLinePointer = 4;
constexpr double kRowAlignment = 8;

double aligned(double offset, double alignment) {
  return std::ceil(offset / alignment) * alignment;
}

}  // namespace

double least_row_width(std::span<const StoredColumn> columns) {
  double width = 0;
  bool certain = true;  // every row has this offset
  for (const StoredColumn& column : columns) {
    certain = certain && column.null_fraction <= 0;
    if (certain && column.fixed) width = aligned(width, column.alignment);
    width += column.width * (1 - column.null_fraction);
    certain = certain && column.fixed;
  }
  return kRowHeader + (certain ? aligned(width, kRowAlignment) : width) + kLinePointer;
}

double credible_modifications(const ChangeCounters& counters) {
  const double per_page =
      (static_cast<double>(kPageSize.value()) - kPageHeader) / counters.row_width;
  const double room = static_cast<double>(counters.pages.value()) * per_page;
  const double counted_twice = std::max(counters.live_rows - room, 0.0);
  return std::max(counters.modified - counted_twice, 0.0);
}

}  // namespace tend::index
