// SPDX-License-Identifier: PostgreSQL
#include "core/index/size_model.h"

#include <algorithm>
#include <cmath>

namespace tend::index {

namespace {

// Layout constants of the server (storage/bufpage.h, access/itup.h, access/nbtree.h), bytes.
constexpr double kUsablePage = 8192 - 24 - 16;  // without page header and B-tree special space
constexpr double kItemPointer = 4;
constexpr double kTupleHeader = 8;
constexpr double kNullBitmap = 4;  // INDEX_MAX_KEYS / 8
constexpr double kHeapPointer = 6;
constexpr int kMaxAlignment = 8;
constexpr double kInnerFill = 0.70;  // BTREE_NONLEAF_FILLFACTOR
// A build closes a posting list at a tenth of a page (nbtsort.c, maxpostingsize).
constexpr double kMaxPosting = 816 - kItemPointer;

double align_up(double offset, int alignment) {
  return std::ceil(offset / alignment) * alignment;
}

double aligned_data(const std::vector<ColumnShape>& columns, double offset) {
  for (const ColumnShape& column : columns) {
    offset = align_up(offset, column.alignment) + column.width * (1 - column.null_fraction);
  }
  return offset;
}

// Average bytes of one tuple with these columns, item pointer not included.
double tuple_bytes(const std::vector<ColumnShape>& keys, const std::vector<ColumnShape>& payload) {
  double no_nulls = 1;
  for (const auto* columns : {&keys, &payload}) {
    for (const ColumnShape& column : *columns) no_nulls *= 1 - column.null_fraction;
  }
  const double data = aligned_data(payload, aligned_data(keys, 0));
  const double plain = align_up(kTupleHeader + data, kMaxAlignment);
  if (no_nulls >= 1) return plain;
  const double bitmap = align_up(kTupleHeader + kNullBitmap, kMaxAlignment);
  const double with_nulls = align_up(bitmap + data, kMaxAlignment);
  return no_nulls * plain + (1 - no_nulls) * with_nulls;
}

// Bytes that `duplicates` (>= 1, an average) entries of one key take on a leaf, with pointers.
double key_group_bytes(double duplicates, double tuple) {
  if (duplicates < 1.5) return duplicates * (tuple + kItemPointer);
  const double per_list = std::floor((kMaxPosting - tuple) / kHeapPointer);
  if (per_list < 2) return duplicates * (tuple + kItemPointer);
  const double list = align_up(tuple + per_list * kHeapPointer, kMaxAlignment) + kItemPointer;
  const double full = std::floor(duplicates / per_list);
  const double rest = duplicates - full * per_list;
  if (rest < 1) return full * list;
  const double rest_bytes = rest < 2 ? tuple : align_up(tuple + rest * kHeapPointer, kMaxAlignment);
  return full * list + rest_bytes + kItemPointer;
}

// Leaf pages, from what fits whole: an item never spans two pages.
double leaf_pages(const BtreeShape& shape, double tuple) {
  const double room = kUsablePage * shape.fillfactor;
  const double distinct = std::clamp(shape.distinct_keys, 1.0, std::max(1.0, shape.entries));
  const double duplicates = shape.entries / distinct;
  if (!shape.deduplicates || duplicates < 1.5) {
    const double per_page = std::max(1.0, std::floor(room / (tuple + kItemPointer)));
    return std::ceil(shape.entries / per_page);
  }
  return std::ceil(distinct * key_group_bytes(duplicates, tuple) / room);
}

}  // namespace

BtreeSize estimate_btree_size(const BtreeShape& shape) {
  if (shape.entries < 1) return {Pages(2), 0};  // meta page and an empty root
  const double leaf_tuple = tuple_bytes(shape.keys, shape.payload);
  const double pivot = tuple_bytes(shape.keys, {});
  const double fanout =
      std::max(2.0, std::floor(kUsablePage * kInnerFill / (pivot + kItemPointer)));

  double level = std::max(1.0, leaf_pages(shape, leaf_tuple));
  double pages = 1 + level;
  int height = 0;
  while (level > 1) {
    level = std::ceil(level / fanout);
    pages += level;
    height++;
  }
  return {Pages(static_cast<std::int64_t>(pages)), height};
}

}  // namespace tend::index
