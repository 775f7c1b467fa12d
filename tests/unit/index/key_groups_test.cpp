// SPDX-License-Identifier: PostgreSQL
#include "core/index/key_groups.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

using namespace tend::index;

namespace {

// A table of blocks of equally many rows, each row with a key.
struct Table {
  std::vector<std::uint32_t> keys;
  std::uint32_t rows_per_block;
};

// Codes as a hash would make them: different, and far apart.
std::uint32_t code_of(std::uint32_t key) {
  return (key + 1) * 2654435761U;
}

struct Sampled {
  std::vector<std::uint32_t> codes, blocks;
  KeySample sample;
};

// Every so many-th block, whole.
Sampled every(std::uint32_t step, const Table& table) {
  Sampled sampled;
  for (std::uint32_t i = 0; i < table.keys.size(); ++i) {
    const std::uint32_t block = i / table.rows_per_block;
    if (block % step != 0) continue;
    sampled.codes.push_back(code_of(table.keys[i]));
    sampled.blocks.push_back(block);
  }
  sampled.sample.codes = sampled.codes;
  sampled.sample.blocks = sampled.blocks;
  sampled.sample.share = 1.0 / step;
  sampled.sample.entries = static_cast<double>(table.keys.size());
  return sampled;
}

double keys_of(const std::vector<KeyGroup>& groups) {
  return std::accumulate(groups.begin(), groups.end(), 0.0,
                         [](double sum, const KeyGroup& group) { return sum + group.keys; });
}

double entries_of(const std::vector<KeyGroup>& groups) {
  return std::accumulate(groups.begin(), groups.end(), 0.0, [](double sum, const KeyGroup& group) {
    return sum + group.keys * group.entries;
  });
}

Table random_table(std::uint32_t rows, std::uint32_t keys, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_int_distribution<std::uint32_t> any(0, keys - 1);
  Table table{{}, 50};
  for (std::uint32_t i = 0; i < rows; ++i) table.keys.push_back(any(engine));
  return table;
}

}  // namespace

TEST_CASE("a table that was read whole is counted, not estimated") {
  const Table table{{1, 1, 1, 2, 3, 3}, 2};

  const auto groups = estimate_key_groups(every(1, table).sample);

  REQUIRE(groups.size() == 3);
  CHECK(keys_of(groups) == 3);
  CHECK(entries_of(groups) == 6);
}

TEST_CASE("keys that stand anywhere are found as many as there are") {
  for (const std::uint32_t keys : {20U, 400U, 5000U, 30000U}) {
    const Table table = random_table(60000, keys, keys);

    const auto groups = estimate_key_groups(every(6, table).sample);

    // Of keys in two rows each, most were never met: their number is known to a fifth.
    const double margin = keys > 10000 ? 0.2 : 0.1;
    CHECK(keys_of(groups) == Approx(keys * (1 - std::exp(-60000.0 / keys))).epsilon(margin));
    CHECK(entries_of(groups) == Approx(60000).epsilon(0.02));
  }
}

TEST_CASE("rows of a key that stand together do not hide how many keys there are") {
  Table together{{}, 50};
  for (std::uint32_t i = 0; i < 60000; ++i) together.keys.push_back(i / 25);

  const auto groups = estimate_key_groups(every(20, together).sample);

  CHECK(keys_of(groups) == Approx(60000 / 25).epsilon(0.05));
}

TEST_CASE("different keys stay as many as the entries") {
  Table table{{}, 50};
  for (std::uint32_t i = 0; i < 60000; ++i) table.keys.push_back(i);

  CHECK(keys_of(estimate_key_groups(every(20, table).sample)) == Approx(60000).epsilon(0.01));
}

TEST_CASE("a frequent key and many rare ones are told apart") {
  Table table = random_table(60000, 1000000, 3);
  for (std::uint32_t i = 0; i < table.keys.size(); i += 2) table.keys[i] = 2000000;

  const auto groups = estimate_key_groups(every(6, table).sample);

  REQUIRE(groups.size() == 2);
  const KeyGroup& frequent = groups.front().keys == 1 ? groups.front() : groups.back();
  const KeyGroup& rare = groups.front().keys == 1 ? groups.back() : groups.front();
  CHECK(frequent.entries == Approx(30000).epsilon(0.02));
  CHECK(rare.keys == Approx(29500).epsilon(0.1));
}

TEST_CASE("keys that are uneven among the rare ones hide fewer of them than an even guess says") {
  // Key k of 20,000 has one to six rows: the more, the rarer.
  Table table{{}, 50};
  std::mt19937 engine(11);
  for (std::uint32_t key = 0; key < 20000; ++key) {
    for (std::uint32_t row = 0; row < 1 + 60 / (10 + key % 50); ++row) table.keys.push_back(key);
  }
  std::shuffle(table.keys.begin(), table.keys.end(), engine);

  CHECK(keys_of(estimate_key_groups(every(6, table).sample)) == Approx(20000).epsilon(0.2));
}

TEST_CASE("what is known of the number of keys bounds the estimate") {
  const Table table = random_table(60000, 5000, 5);
  Sampled sampled = every(20, table);
  sampled.sample.fewest_keys = 7000;
  CHECK(keys_of(estimate_key_groups(sampled.sample)) == Approx(7000));

  sampled.sample.fewest_keys = 0;
  sampled.sample.most_keys = 4000;
  CHECK(keys_of(estimate_key_groups(sampled.sample)) == Approx(4000));

  // Fewer than were seen there cannot be, nor more than entries.
  sampled.sample.most_keys = 1;
  CHECK(keys_of(estimate_key_groups(sampled.sample)) > 1000);
  sampled.sample.most_keys = 0;
  sampled.sample.fewest_keys = 1e9;
  CHECK(keys_of(estimate_key_groups(sampled.sample)) <= 60000);
}

TEST_CASE("nothing sampled gives no groups") {
  CHECK(estimate_key_groups({}).empty());
}
