// SPDX-License-Identifier: PostgreSQL
#include "core/index/brin_size.h"

#include <algorithm>
#include <cmath>

namespace tend::index {

namespace {

// Layout constants of the server (access/brin_page.h, access/brin_tuple.h), bytes.
constexpr double kPage = 8192 - 24 - 8;
constexpr double kItemPointer = 4;
constexpr double kTupleHeader = 8;  // range, flags and null bits, aligned
constexpr double kAlignment = 8;
constexpr double kRangesPerMapPage = 1360;  // REVMAP_PAGE_MAXITEMS

}  // namespace

BrinSize estimate_brin_size(const BrinShape& shape) {
  const double heap = static_cast<double>(std::max(shape.heap_pages, Pages(0)).value());
  const double ranges = std::ceil(heap / shape.pages_per_range);
  const double tuple =
      std::ceil((kTupleHeader + shape.summary_bytes) / kAlignment) * kAlignment + kItemPointer;
  const double per_page = std::max(1.0, std::floor(kPage / tuple));
  const double map = std::floor(ranges / kRangesPerMapPage) + 1;
  const double summaries = std::max(1.0, std::ceil(ranges / per_page));
  return {Pages(static_cast<std::int64_t>(1 + map + summaries)), ranges};
}

}  // namespace tend::index
