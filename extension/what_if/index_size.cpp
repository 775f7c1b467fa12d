// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/index_size.h"

#include "core/index/brin_size.h"
#include "core/index/gin_size.h"
#include "core/index/hash_size.h"
#include "core/index/predicate_share.h"
#include "extension/what_if/btree_size.h"
#include "extension/what_if/element_sample.h"
#include "extension/what_if/key_sample.h"
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

// Plain, like SampledShape.
struct SampledElements {
  ElementSample keys[INDEX_MAX_KEYS];
  double rows_per_page;  // of those the index covers
};

SampledElements read_elements(const HypotheticalLeaf* leaf, RunSamples* samples) {
  SampledElements read{};
  read.rows_per_page = 1;
  TableSample* sample = sample_of(samples, leaf->table);
  const SampledPart* part = sampled_rows_of(leaf, sample);
  ListCell* expression = list_head(leaf->expressions);
  for (int i = 0; i < leaf->index->key_count; i++) {
    Node* key = leaf->columns[i] == 0 ? static_cast<Node*>(lfirst(expression)) : NULL;
    ElementSample* elements = &read.keys[i];
    if (!part || !sample_elements(leaf, i, key, part, sample, elements)) {
      *elements = guessed_elements(leaf, i, expression);
    }
    if (key) expression = lnext(leaf->expressions, expression);
  }
  if (part) {
    const SampledRows* sampled = &sample->keys.sampled;
    read.rows_per_page = Max(1.0, sampled->seen / sampled->blocks * part->count / sampled->count);
  }
  return read;
}

void size_gin(HypotheticalLeaf* leaf, RunSamples* samples) {
  MemoryContext scratch =
      AllocSetContextCreate(CurrentMemoryContext, "pg_tend GIN size", ALLOCSET_DEFAULT_SIZES);
  MemoryContext outside = MemoryContextSwitchTo(scratch);
  const SampledElements read = read_elements(leaf, samples);
  MemoryContextSwitchTo(outside);

  index::GinShape shape;
  shape.rows = leaf->rows;
  shape.rows_per_page = read.rows_per_page;
  for (int i = 0; i < leaf->index->key_count; i++) {
    const ElementSample* sample = &read.keys[i];
    const index::ElementFrequency* seen = sample->frequencies;
    shape.columns.push_back({.sampled_rows = sample->rows,
                             .frequencies = {seen, seen + sample->count},
                             .element_width = sample->width});
  }
  const index::GinSize size = index::estimate_gin_size(shape);
  leaf->entries = size.items;
  leaf->pages = static_cast<BlockNumber>(Max(2.0, static_cast<double>(size.pages.value())));
  leaf->height = size.height;
  MemoryContextDelete(scratch);
}

// Rows that the leaf covers, of `rows`.
double covered_rows(const HypotheticalLeaf* leaf, double rows, RunSamples* samples) {
  if (!leaf->predicate) return rows;
  const double planned = planned_rows(leaf->table, leaf->predicate);
  TableSample* sample = sample_of(samples, leaf->table);
  RowSet* spread = sample ? spread_rows_of(samples, sample) : NULL;
  const SampledPart* part = spread ? sampled_part(sample, spread, leaf->predicate) : NULL;
  if (!part || rows < 1) return planned;
  const SampledRows* sampled = &spread->sampled;
  const index::PredicateSample known{
      {spread->blocks, static_cast<size_t>(sampled->count)},
      {part->rows, static_cast<size_t>(part->count)},
      sampled->blocks == sampled->all_blocks && sampled->seen <= sampled->count};
  const double share = index::predicate_share(known, Min(1.0, planned / rows));
  return rint(rows * share);
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

void size_leaf(HypotheticalLeaf* leaf, RunSamples* samples) {
  const double rows = planned_rows(leaf->table, NIL);
  leaf->rows = covered_rows(leaf, rows, samples);
  switch (leaf->index->method) {
    case HASH_AM_OID: return size_hash(leaf, rows);
    case BRIN_AM_OID: return size_brin(leaf, rows);
    case GIN_AM_OID: return size_gin(leaf, samples);
    default: return size_btree(leaf, rows, samples);
  }
}

}  // namespace tend::ext
