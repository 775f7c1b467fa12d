// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/btree_size.h"

#include "core/index/size_model.h"
#include "extension/what_if/extended_statistics.h"
#include "extension/what_if/index_size.h"
#include "extension/what_if/key_sample.h"
#include "extension/what_if/leaf_facts.h"

namespace tend::ext {

namespace {

// Different keys, by the statistics of the columns.
struct KeyCounts {
  double product;  // as if no column told anything about another
  double largest;  // of one column
};

// Whether rows could tell more than statistics do: how wide values of varying length are where they
// are rounded to a multiple of eight bytes, and how entries share keys. Of one column the
// statistics know the keys that many share.
bool needs_sample(const HypotheticalLeaf* leaf, const ColumnFacts* facts, const KeyCounts* counts,
                  double rows) {
  // From here on nearly every key is alone.
  constexpr double kAllDifferent = 0.95;
  const HypotheticalIndex* index = leaf->index;
  for (int i = 0; i < index->column_count; i++) {
    if (get_typlen(facts[i].type) < 0) return true;
  }
  return index->deduplicates && counts->largest < kAllDifferent * rows &&
         (index->key_count > 1 || leaf->predicate);
}

// What the sample and extended statistics say instead of averages; plain, for what is asked of the
// server may fail.
struct SampledShape {
  bool is_known;
  SampledKeys keys;
  double share;      // of the table's blocks that were sampled
  double not_nulls;  // of the sampled rows, those that `keys` has
  double combined;   // different keys by extended statistics, 0 if there are none
};

SampledShape read_sample(const HypotheticalLeaf* leaf, RunSamples* samples) {
  SampledShape shape{};
  TableSample* sample = sample_of(samples, leaf->table);
  const SampledPart* part = sampled_rows_of(leaf, sample);
  if (!part || !sample_keys(leaf, part, sample, &shape.keys)) return shape;
  shape.is_known = true;
  const SampledRows* sampled = &sample->keys.sampled;
  shape.share = static_cast<double>(sampled->blocks) / sampled->all_blocks;
  shape.not_nulls = static_cast<double>(shape.keys.count) / part->count;
  if (!leaf->predicate && leaf->index->key_count > 1) {
    shape.combined =
        extended_distinct(leaf->table, leaf->columns, leaf->index->key_count, leaf->expressions);
  }
  return shape;
}

std::vector<index::KeyGroup> groups_of(const HypotheticalLeaf* leaf, const SampledShape& sampled,
                                       const KeyCounts& counts) {
  const size_t count = static_cast<size_t>(sampled.keys.count);
  index::KeySample sample;
  sample.codes = {sampled.keys.codes, count};
  sample.blocks = {sampled.keys.blocks, count};
  sample.share = sampled.share;
  sample.entries = leaf->rows * sampled.not_nulls;
  sample.most_keys = sampled.combined > 0 ? sampled.combined : counts.product;
  if (!leaf->predicate) sample.fewest_keys = Max(sampled.combined, counts.largest);
  return index::estimate_key_groups(sample);
}

// The most common values of a column have their shares of the rows; the others share what is left.
std::vector<index::KeyGroup> groups_of(const CommonKeys& common, const index::BtreeShape& shape,
                                       double nulls) {
  std::vector<index::KeyGroup> groups;
  double left = shape.entries * (1 - nulls);
  double keys = shape.distinct_keys - (nulls > 0 ? 1 : 0);
  for (int i = 0; i < common.count && left > 0; i++) {
    groups.push_back({Max(1.0, common.shares[i] * shape.entries), 1});
    left -= groups.back().entries;
    keys--;
  }
  if (left >= 1) groups.push_back({Max(1.0, left / Max(1.0, keys)), Min(left, Max(1.0, keys))});
  return groups;
}

}  // namespace

void size_btree(HypotheticalLeaf* leaf, double rows, RunSamples* samples) {
  const HypotheticalIndex* index = leaf->index;
  // Plain arrays: a server error below must not jump over a destructor. INDEX_MAX_KEYS bounds both.
  ColumnFacts facts[INDEX_MAX_KEYS];
  ListCell* expression = list_head(leaf->expressions);
  KeyCounts counts{1, 1};
  for (int i = 0; i < index->column_count; i++) {
    facts[i] = column_facts(leaf, i, &expression);
    if (i >= index->key_count) continue;
    const double distinct = distinct_values(facts[i].distinct, facts[i].nulls, rows);
    counts.product *= distinct;
    counts.largest = Max(counts.largest, distinct);
  }
  index::ColumnShape shapes[INDEX_MAX_KEYS];
  for (int i = 0; i < index->column_count; i++) {
    shapes[i] = stored_shape(facts[i].type, facts[i].modifier, facts[i].width, facts[i].nulls);
  }
  SampledShape sampled{};
  CommonKeys common{};
  if (needs_sample(leaf, facts, &counts, rows)) {
    sampled = read_sample(leaf, samples);
  } else if (index->key_count == 1 && index->deduplicates) {
    common = common_keys(leaf);
  }

  index::BtreeShape shape;
  shape.entries = leaf->rows;
  shape.keys.assign(shapes, shapes + index->key_count);
  shape.payload.assign(shapes + index->key_count, shapes + index->column_count);
  shape.distinct_keys = distinct_among(Min(counts.product, rows), rows, leaf->rows);
  shape.deduplicates = index->deduplicates;
  if (sampled.is_known) shape.tuple_bytes = sampled.keys.tuple_bytes;
  if (sampled.is_known && index->deduplicates) shape.groups = groups_of(leaf, sampled, counts);
  if (common.count > 0) shape.groups = groups_of(common, shape, facts[0].nulls);
  const index::BtreeSize size = index::estimate_btree_size(shape);
  leaf->entries = leaf->rows;
  leaf->pages = static_cast<BlockNumber>(size.pages.value());
  leaf->height = size.height;
}

}  // namespace tend::ext
