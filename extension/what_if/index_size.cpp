// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/index_size.h"

#include "core/index/brin_size.h"
#include "core/index/gin_size.h"
#include "core/index/hash_size.h"
#include "extension/what_if/element_sample.h"
#include "extension/what_if/leaf_facts.h"

namespace tend::ext {

namespace {

int alignment_bytes(char typalign) {
  switch (typalign) {
    case TYPALIGN_CHAR: return 1;
    case TYPALIGN_SHORT: return 2;
    case TYPALIGN_INT: return 4;
    default: return 8;
  }
}

// How many of `distinct` values are expected among a fraction of the rows, drawn at random: the
// planner's own formula (selfuncs.c, estimate_num_groups).
double distinct_among(double distinct, double rows, double entries) {
  if (entries >= rows || distinct <= 1) return distinct;
  return distinct * (1 - pow(1 - entries / rows, rows / distinct));
}

void size_btree(HypotheticalLeaf* leaf, double rows) {
  const HypotheticalIndex* index = leaf->index;
  // Plain arrays: a server error below must not jump over a destructor. INDEX_MAX_KEYS bounds both.
  ColumnFacts facts[INDEX_MAX_KEYS];
  ListCell* expression = list_head(leaf->expressions);
  double distinct = 1;
  for (int i = 0; i < index->column_count; i++) {
    facts[i] = column_facts(leaf, i, &expression);
    if (i < index->key_count) distinct *= distinct_values(facts[i].distinct, facts[i].nulls, rows);
  }
  index::ColumnShape shapes[INDEX_MAX_KEYS];
  for (int i = 0; i < index->column_count; i++) {
    shapes[i] = stored_shape(facts[i].type, facts[i].modifier, facts[i].width, facts[i].nulls);
  }

  index::BtreeShape shape;
  shape.entries = leaf->rows;
  shape.keys.assign(shapes, shapes + index->key_count);
  shape.payload.assign(shapes + index->key_count, shapes + index->column_count);
  shape.distinct_keys = distinct_among(Min(distinct, rows), rows, leaf->rows);
  shape.deduplicates = index->deduplicates;
  const index::BtreeSize size = index::estimate_btree_size(shape);
  leaf->entries = leaf->rows;
  leaf->pages = static_cast<BlockNumber>(size.pages.value());
  leaf->height = size.height;
}

void size_hash(HypotheticalLeaf* leaf, double rows) {
  ListCell* expression = list_head(leaf->expressions);
  const ColumnFacts facts = column_facts(leaf, 0, &expression);
  const double distinct = distinct_values(facts.distinct, 0, rows);
  leaf->entries = leaf->rows * (1 - facts.nulls);
  leaf->pages = static_cast<BlockNumber>(
      index::estimate_hash_pages(leaf->entries, distinct_among(distinct, rows, leaf->rows))
          .value());
}

// What a summary keeps of a range (brin_bloom.c, brin_minmax_multi.c, brin_minmax.c): a filter with
// 1 % false positives for a tenth of the rows' values, 32 values, or two; a box counts as two.
double summary_bytes(const HypotheticalLeaf* leaf, int position, double width,
                     double rows_per_range) {
  constexpr double kBitsPerValue = 9.585;
  constexpr double kDistinctPerRange = 0.1;
  constexpr double kFewestValues = 16;
  constexpr double kValuesPerRange = 32;
  const HypotheticalIndex* index = leaf->index;
  switch (get_opfamily_proc(index->opfamily[position], index->opcintype[position],
                            index->opcintype[position], BRIN_PROCNUM_OPCINFO)) {
    case F_BRIN_BLOOM_OPCINFO:
      return Max(kFewestValues, rows_per_range * kDistinctPerRange) * kBitsPerValue / 8;
    case F_BRIN_MINMAX_MULTI_OPCINFO: return kValuesPerRange * width;
    default: return 2 * width;
  }
}

void size_brin(HypotheticalLeaf* leaf, double rows) {
  Relation table = table_open(leaf->table, AccessShareLock);
  const BlockNumber heap_pages = RelationGetNumberOfBlocks(table);
  table_close(table, NoLock);
  const double per_range = rows * index::kBrinPagesPerRange / Max(1.0, heap_pages);
  ListCell* expression = list_head(leaf->expressions);
  double bytes = 0;
  for (int i = 0; i < leaf->index->key_count; i++) {
    const ColumnFacts facts = column_facts(leaf, i, &expression);
    const index::ColumnShape shape = stored_shape(facts.type, facts.modifier, facts.width, 0);
    bytes += summary_bytes(leaf, i, shape.width, per_range);
  }
  const index::BrinSize size =
      index::estimate_brin_size({.heap_pages = Pages(heap_pages), .summary_bytes = bytes});
  leaf->entries = size.ranges;
  leaf->pages = static_cast<BlockNumber>(size.pages.value());
}

// Where there is no sample (a function that is not the server's own, an empty table): as many
// elements as the width has room for, each in one row.
ElementSample guessed_elements(const HypotheticalLeaf* leaf, int position, ListCell* expression) {
  const ColumnFacts facts = column_facts(leaf, position, &expression);
  const index::ColumnShape shape = stored_shape(facts.type, facts.modifier, facts.width, 0);
  ElementSample sample{};
  sample.rows = Max(1.0, leaf->rows);
  sample.width = sizeof(Datum);
  sample.frequencies =
      static_cast<index::ElementFrequency*>(palloc(sizeof(index::ElementFrequency)));
  sample.frequencies[0] = {1, sample.rows * Max(1.0, shape.width / sample.width)};
  sample.count = 1;
  return sample;
}

// Sampled as a whole even if partial: the sample knows no predicate, so the size is its share.
void size_gin(HypotheticalLeaf* leaf, double rows) {
  MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "pg_tend GIN size", ALLOCSET_DEFAULT_SIZES);
  MemoryContext outside = MemoryContextSwitchTo(scratch);
  const SampledRows sampled = sample_rows(leaf->table);
  ElementSample samples[INDEX_MAX_KEYS];
  ListCell* expression = list_head(leaf->expressions);
  for (int i = 0; i < leaf->index->key_count; i++) {
    Node* key = leaf->columns[i] == 0 ? static_cast<Node*>(lfirst(expression)) : NULL;
    if (!sample_elements(leaf, i, key, &sampled, &samples[i])) {
      samples[i] = guessed_elements(leaf, i, expression);
    }
    if (key) expression = lnext(leaf->expressions, expression);
  }
  MemoryContextSwitchTo(outside);

  index::GinShape shape;
  shape.rows = rows;
  shape.rows_per_page = Max(1.0, static_cast<double>(sampled.count) / Max(1, sampled.blocks));
  for (int i = 0; i < leaf->index->key_count; i++) {
    const index::ElementFrequency* seen = samples[i].frequencies;
    shape.columns.push_back({.sampled_rows = samples[i].rows,
                             .frequencies = {seen, seen + samples[i].count},
                             .element_width = samples[i].width});
  }
  const index::GinSize size = index::estimate_gin_size(shape);
  const double share = rows > 0 ? Min(1.0, leaf->rows / rows) : 1;
  leaf->entries = size.items * share;
  leaf->pages =
      static_cast<BlockNumber>(Max(2.0, ceil(static_cast<double>(size.pages.value()) * share)));
  leaf->height = size.height;
  MemoryContextDelete(scratch);
}

}  // namespace

index::ColumnShape stored_shape(Oid type, int32 modifier, int32 width, double nulls) {
  int16 length;
  bool by_value;
  char align;
  get_typlenbyvalalign(type, &length, &by_value, &align);
  const double bytes = length > 0 ? length : width > 0 ? width : get_typavgwidth(type, modifier);
  // Short values of varying length are stored with a one-byte header and unaligned.
  const bool packed = length == -1 && bytes <= VARATT_SHORT_MAX;
  return {bytes, packed ? 1 : alignment_bytes(align), nulls};
}

double distinct_values(double stadistinct, double nulls, double rows) {
  double distinct = rows;
  if (stadistinct > 0) distinct = stadistinct;
  if (stadistinct < 0) distinct = -stadistinct * rows;
  return Max(1.0, distinct + (nulls > 0 ? 1 : 0));
}

void size_leaf(HypotheticalLeaf* leaf) {
  const double rows = planned_rows(leaf->table, NIL);
  leaf->rows = leaf->predicate ? planned_rows(leaf->table, leaf->predicate) : rows;
  switch (leaf->index->method) {
    case HASH_AM_OID: return size_hash(leaf, rows);
    case BRIN_AM_OID: return size_brin(leaf, rows);
    case GIN_AM_OID: return size_gin(leaf, rows);
    default: return size_btree(leaf, rows);
  }
}

}  // namespace tend::ext
