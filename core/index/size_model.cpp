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

// Bytes of `count` equal entries (a whole number, >= 1) on a leaf, item pointers included.
double equal_entries_bytes(double count, double tuple) {
  const double per_list = std::floor((kMaxPosting - tuple) / kHeapPointer);
  if (count < 2 || per_list < 2) return count * (tuple + kItemPointer);
  const auto list_bytes = [&](double entries) {
    return align_up(tuple + entries * kHeapPointer, kMaxAlignment) + kItemPointer;
  };
  const double full = std::floor(count / per_list);
  const double rest = count - full * per_list;
  if (rest < 1) return full * list_bytes(per_list);
  const double rest_bytes = rest < 2 ? tuple + kItemPointer : list_bytes(rest);
  return full * list_bytes(per_list) + rest_bytes;
}

// The same for an average of `duplicates` entries a key (>= 1): some keys have one more than
// others.
double key_group_bytes(double duplicates, double tuple) {
  const double fewer = std::floor(duplicates);
  const double share_of_more = duplicates - fewer;
  return (1 - share_of_more) * equal_entries_bytes(fewer, tuple) +
         share_of_more * equal_entries_bytes(fewer + 1, tuple);
}

double merged_leaf_bytes(double entries, double distinct_keys, double tuple) {
  if (entries < 1) return 0;
  const double distinct = std::clamp(distinct_keys, 1.0, entries);
  return distinct * key_group_bytes(entries / distinct, tuple);
}

double merged_leaf_bytes(const BtreeShape& shape, double entries, double distinct, double tuple) {
  if (shape.groups.empty()) return merged_leaf_bytes(entries, distinct, tuple);
  double bytes = 0;
  for (const KeyGroup& group : shape.groups) {
    bytes += group.keys * key_group_bytes(std::max(1.0, group.entries), tuple);
  }
  return bytes;
}

// The NULLs of a one-column index are one group of equal entries, however rare the values are.
double one_column_bytes(const BtreeShape& shape) {
  ColumnShape values = shape.keys.front();
  const double nulls = std::floor(shape.entries * values.null_fraction);
  values.null_fraction = 0;
  const double null_tuple = align_up(kTupleHeader + kNullBitmap, kMaxAlignment);
  return merged_leaf_bytes(nulls, 1, null_tuple) +
         merged_leaf_bytes(shape, shape.entries - nulls, shape.distinct_keys - (nulls > 0 ? 1 : 0),
                           shape.tuple_bytes > 0 ? shape.tuple_bytes : tuple_bytes({values}, {}));
}

// Leaf pages: single items never span two, so whole ones are counted where nothing is merged.
double leaf_pages(const BtreeShape& shape, double tuple) {
  const double room = kUsablePage * shape.fillfactor;
  const bool all_different = shape.groups.empty() && shape.distinct_keys >= shape.entries;
  if (!shape.deduplicates || all_different) {
    const double per_page = std::max(1.0, std::floor(room / (tuple + kItemPointer)));
    return std::ceil(shape.entries / per_page);
  }
  const double bytes = shape.keys.size() == 1
                           ? one_column_bytes(shape)
                           : merged_leaf_bytes(shape, shape.entries, shape.distinct_keys, tuple);
  return std::ceil(bytes / room);
}

}  // namespace

BtreeSize estimate_btree_size(const BtreeShape& shape) {
  if (shape.entries < 1) return {Pages(2), 0};  // meta page and an empty root
  const double leaf_tuple =
      shape.tuple_bytes > 0 ? shape.tuple_bytes : tuple_bytes(shape.keys, shape.payload);
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
