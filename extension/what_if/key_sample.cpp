// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/key_sample.h"

#include "extension/what_if/row_values.h"

namespace tend::ext {

namespace {

// Fewer rows than this say less than the statistics of the columns do.
constexpr int kFewestRows = 100;
// What one byte of header can tell the length of; longer values are aligned.
constexpr int kPacked = VARATT_SHORT_MAX;

struct Column {
  const SampledColumn* sampled;
  int16 length;
  char alignment;
};

bool read_columns(const HypotheticalLeaf* leaf, TableSample* sample, Column* columns) {
  const ListCell* expression = list_head(leaf->expressions);
  for (int i = 0; i < leaf->index->column_count; i++) {
    const AttrNumber number = leaf->columns[i];
    Node* tree = number == 0 ? static_cast<Node*>(lfirst(expression)) : NULL;
    columns[i].sampled = sampled_column(sample, number, tree);
    if (!columns[i].sampled) return false;
    bool by_value;
    const Oid type = tree ? exprType(tree) : get_atttype(leaf->table, number);
    get_typlenbyvalalign(type, &columns[i].length, &by_value, &columns[i].alignment);
    if (tree) expression = lnext(leaf->expressions, expression);
  }
  return true;
}

// Of the entry that a row would have (access/itup.h, index_form_tuple).
Size tuple_bytes(const Column* columns, int count, int row) {
  Size data = 0;
  bool has_nulls = false;
  for (int i = 0; i < count; i++) {
    const uint16 width = columns[i].sampled->widths[row];
    if (width == 0) {
      has_nulls = true;
      continue;
    }
    if (columns[i].length != -1 || width > kPacked) {
      data = static_cast<Size>(att_align_nominal(data, columns[i].alignment));
    }
    data += width;
  }
  const Size header = sizeof(IndexTupleData) + (has_nulls ? sizeof(IndexAttributeBitMapData) : 0);
  return MAXALIGN(MAXALIGN(header) + data);
}

uint32 key_code(const Column* columns, int keys, int row) {
  uint32 code = columns[0].sampled->codes[row];
  for (int i = 1; i < keys; i++) code = hash_combine(code, columns[i].sampled->codes[row]);
  // A column's own code may be a small number.
  return murmurhash32(code);
}

}  // namespace

const SampledPart* sampled_rows_of(const HypotheticalLeaf* leaf, TableSample* sample) {
  return sample ? sampled_part(sample, &sample->keys, leaf->predicate) : NULL;
}

bool sample_keys(const HypotheticalLeaf* leaf, const SampledPart* part, TableSample* sample,
                 SampledKeys* keys) {
  const HypotheticalIndex* index = leaf->index;
  const bool is_whole = sample->keys.sampled.blocks == sample->keys.sampled.all_blocks;
  if (part->count < (is_whole ? 1 : kFewestRows)) return false;
  Column columns[INDEX_MAX_KEYS];
  if (!read_columns(leaf, sample, columns)) return false;
  const Size room = static_cast<Size>(part->count) * sizeof(uint32);
  *keys = {static_cast<uint32*>(palloc(room)), static_cast<uint32*>(palloc(room)), 0, 0};
  double bytes = 0;
  for (int i = 0; i < part->count; i++) {
    const int row = part->rows[i];
    if (index->column_count == 1 && columns[0].sampled->widths[row] == 0) continue;
    bytes += static_cast<double>(tuple_bytes(columns, index->column_count, row));
    keys->codes[keys->count] = key_code(columns, index->key_count, row);
    keys->blocks[keys->count++] = sample->keys.blocks[row];
  }
  keys->tuple_bytes = bytes / Max(1, keys->count);
  return keys->count > 0;
}

}  // namespace tend::ext
