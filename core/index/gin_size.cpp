// SPDX-License-Identifier: PostgreSQL
#include "core/index/gin_size.h"

#include <algorithm>
#include <cmath>

namespace tend::index {

namespace {

// Layout constants of the server (access/ginblock.h, access/gin_private.h, storage/itemptr.h).
constexpr double kEntryPage = 8192 - 24 - 8;          // bytes without header and special space
constexpr double kPostingPage = kEntryPage - 8;       // and without the right bound
constexpr double kItemPointer = 4;                    // bytes
constexpr double kTupleHeader = 8;                    // bytes
constexpr double kColumnNumber = 2;                   // bytes, in an index on several columns
constexpr double kListHeader = 8;                     // first row and length, bytes
constexpr double kMaxTuple = 2712;                    // GinMaxItemSize, bytes
constexpr double kSegment = 256;                      // GinPostingListSegmentTargetSize, bytes
constexpr double kPostingFanout = kPostingPage / 10;  // sizeof(PostingItem)
constexpr int kAlignment = 8;
// A row's place is its block times 2^11 plus its number on the page, written in 7 bits a byte: two
// bytes reach 8 blocks, three 1,024, four 131,072, five more than there are.
constexpr double kBlocksOfBytes[] = {8, 1024, 131072};

// Elements seen more often than this are scaled; the rest is a population to estimate (the bound
// of Chao and Lee's coverage estimator, 1992).
constexpr double kRare = 10;

double aligned(double bytes) {
  return std::ceil(bytes / kAlignment) * kAlignment;
}

// Rows that have the element: so many, for so many elements alike.
struct Group {
  double rows = 1;
  double elements = 0;
};

std::vector<Group> groups_of(const GinColumn& column, double rows) {
  const double scale = std::max(1.0, rows / column.sampled_rows);
  std::vector<ElementFrequency> rare;
  std::vector<Group> groups;
  double rare_rows = 0;
  for (const ElementFrequency& each : column.frequencies) {
    if (each.occurrences > kRare || scale <= 1) {
      groups.push_back({each.occurrences * scale, each.elements});
    } else {
      rare.push_back(each);
      rare_rows += each.occurrences * each.elements * scale;
    }
  }
  if (rare.empty()) return groups;
  const double different = std::min(estimate_elements(rare, 1 / scale), rare_rows);
  groups.push_back({rare_rows / different, different});
  return groups;
}

// Bytes of one row's distance to the one before, where every `gap`-th row has the element on
// average and the distances are exponential.
double distance_bytes(double gap, double rows_per_page) {
  if (gap <= 1) return 1;
  const double page = rows_per_page / gap;
  double bytes = 1 + (1 - std::exp(-page)) / page;  // the next one is on another page
  for (const double blocks : kBlocksOfBytes) bytes += std::exp(-blocks * page);
  return bytes;
}

struct Space {
  double entry_bytes = 0;  // of tuples and their pointers
  double tuples = 0;
  double posting_pages = 0;  // of lists that have pages of their own
};

double posting_tree_pages(double bytes) {
  double level = std::max(1.0, std::ceil(bytes * (1 + kListHeader / kSegment) / kPostingPage));
  double pages = level;
  while (level > 1) {
    level = std::ceil(level / kPostingFanout);
    pages += level;
  }
  return pages;
}

Space space_of(const Group& group, const GinShape& shape, double key_tuple) {
  const double gap = std::max(1.0, shape.rows / group.rows);
  const double distances = std::max(0.0, group.rows - 1) * distance_bytes(gap, shape.rows_per_page);
  const double tuple = aligned(key_tuple + kListHeader + distances);
  if (tuple <= kMaxTuple) return {group.elements * (tuple + kItemPointer), group.elements, 0};
  return {group.elements * (key_tuple + kItemPointer), group.elements,
          group.elements * posting_tree_pages(distances)};
}

// Splits leave half a page and the tuple that crosses the middle behind.
double filled(double average_tuple) {
  return std::min(kEntryPage, kEntryPage / 2 + average_tuple);
}

}  // namespace

double estimate_elements(std::span<const ElementFrequency> frequencies, double sampled) {
  double seen = 0;
  double different = 0;
  double once = 0;
  for (const ElementFrequency& each : frequencies) {
    seen += each.occurrences * each.elements;
    different += each.elements;
    if (each.occurrences <= 1) once += each.elements;
  }
  const double unseen_share = seen - once + once * std::clamp(sampled, 0.0, 1.0);
  return unseen_share > 0 ? seen * different / unseen_share : different;
}

GinSize estimate_gin_size(const GinShape& shape) {
  GinSize size;
  Space all;
  double key_bytes = 0;
  const double column_number = shape.columns.size() > 1 ? kColumnNumber : 0;
  for (const GinColumn& column : shape.columns) {
    const double key_tuple = aligned(kTupleHeader + column_number + column.element_width);
    for (const Group& group : groups_of(column, shape.rows)) {
      const Space space = space_of(group, shape, key_tuple);
      all.entry_bytes += space.entry_bytes;
      all.tuples += space.tuples;
      all.posting_pages += space.posting_pages;
      key_bytes += group.elements * (key_tuple + kItemPointer);
      size.items += group.rows * group.elements;
    }
  }
  if (all.tuples < 1) return {Pages(2), 0, 0};  // meta page and an empty root
  double level = all.entry_bytes <= kEntryPage
                     ? 1
                     : std::ceil(all.entry_bytes / filled(all.entry_bytes / all.tuples));
  double pages = 1 + std::ceil(all.posting_pages) + level;
  const double fanout = std::max(2.0, kEntryPage / 2 / (key_bytes / all.tuples));
  while (level > 1) {
    level = std::ceil(level / fanout);
    pages += level;
    size.height++;
  }
  size.pages = Pages(static_cast<std::int64_t>(pages));
  return size;
}

}  // namespace tend::index
