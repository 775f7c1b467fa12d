// SPDX-License-Identifier: PostgreSQL
// Method and source: key_groups.h. Tested by tests/unit/index/key_groups_test.cpp.
#include "core/index/key_groups.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <map>

namespace tend::index {

namespace {

// Keys met in more sampled blocks than this are scaled; the rest is a population to estimate (the
// bound of Chao and Lee's coverage estimator, 1992).
constexpr std::uint32_t kRare = 10;

struct KeyCount {
  std::uint32_t code = 0;
  std::uint32_t rows = 0;  // 0: the place is free
  std::uint32_t blocks = 0;
  std::uint32_t last_block = 0;
};

// Codes are hash values already: their low bits are the place in an open table, half of which stays
// free.
std::vector<KeyCount> count_keys(const KeySample& sample) {
  std::vector<KeyCount> table(std::bit_ceil(2 * sample.codes.size() + 1));
  const std::size_t mask = table.size() - 1;
  for (std::size_t i = 0; i < sample.codes.size(); ++i) {
    const std::uint32_t code = sample.codes[i];
    std::size_t place = code & mask;
    while (table[place].rows > 0 && table[place].code != code) place = (place + 1) & mask;
    KeyCount& key = table[place];
    if (key.rows == 0 || key.last_block != sample.blocks[i]) key.blocks++;
    key.code = code;
    key.rows++;
    key.last_block = sample.blocks[i];
  }
  std::erase_if(table, [](const KeyCount& key) { return key.rows == 0; });
  return table;
}

// Keys met in few blocks, taken together.
struct RareKeys {
  double rows = 0;
  std::map<std::uint32_t, double> by_blocks;  // keys that were met in so many

  double sum(double (*of)(double blocks)) const {
    double all = 0;
    for (const auto& [blocks, keys] : by_blocks) all += keys * of(blocks);
    return all;
  }
  double seen() const {
    return sum([](double) { return 1.0; });
  }
  double estimate(double share) const;
};

// The second-order jackknife Duj2; that the frequent keys are out of it makes it Duj2a. Its second
// term is the unevenness of the keys: without any it is Duj1, the estimator of ANALYZE.
double RareKeys::estimate(double share) const {
  const double met = sum([](double blocks) { return blocks; });
  const double pairs = sum([](double blocks) { return blocks * (blocks - 1); });
  const auto found = by_blocks.find(1);
  const double once = found == by_blocks.end() ? 0 : found->second;
  const double left_out = once * (1 - share);
  const double covered = 1 - left_out / met;
  if (share <= 0 || covered <= 0) return met / std::max(share, 1e-9);
  const double even = seen() / covered;
  const double unevenness = std::max(0.0, even * (pairs / (met * met) + share / met) - 1);
  return (seen() - left_out * std::log(1 - share) * unevenness / share) / covered;
}

}  // namespace

std::vector<KeyGroup> estimate_key_groups(const KeySample& sample) {
  std::vector<KeyGroup> groups;
  if (sample.codes.empty() || sample.entries < 1) return groups;
  const double scale = std::max(1.0, sample.entries / static_cast<double>(sample.codes.size()));
  std::map<std::uint32_t, double> frequent;  // keys by their sampled rows
  double frequent_keys = 0;
  RareKeys rare;
  for (const KeyCount& key : count_keys(sample)) {
    if (key.blocks > kRare || sample.share >= 1) {
      frequent[key.rows]++;
      frequent_keys++;
    } else {
      rare.rows += key.rows;
      rare.by_blocks[key.blocks]++;
    }
  }
  groups.reserve(frequent.size() + 1);
  for (const auto& [rows, keys] : frequent) groups.push_back({rows * scale, keys});
  if (rare.rows > 0) {
    const double entries = rare.rows * scale;
    double wanted = rare.estimate(sample.share);
    if (sample.most_keys > 0) wanted = std::min(wanted, sample.most_keys - frequent_keys);
    wanted = std::max(wanted, sample.fewest_keys - frequent_keys);
    const double keys = std::clamp(wanted, std::min(rare.seen(), entries), entries);
    groups.push_back({entries / keys, keys});
  }
  return groups;
}

}  // namespace tend::index
