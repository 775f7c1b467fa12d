// SPDX-License-Identifier: PostgreSQL
#include "core/index/hash_size.h"

#include <algorithm>
#include <cmath>

namespace tend::index {

namespace {

// Layout constants of the server (access/hash.h, hashpage.c). An entry holds only the hash code.
constexpr double kEntry = 20;  // bytes, item pointer included
constexpr double kEntriesPerPage = (8192 - 24 - 16) / kEntry;
constexpr double kEntriesPerBucket = 8192 * 75.0 / 100 / kEntry;  // HASH_DEFAULT_FILLFACTOR
constexpr double kFullBuckets = 512;  // from here on, buckets come in quarters of a doubling
constexpr double kPhases = 4;
// One bit for each overflow page.
constexpr double kBitsPerMapPage = 4096 * 8;

double buckets_for(double entries) {
  const double wanted = std::max(2.0, entries / std::floor(kEntriesPerBucket));
  const double doubled = std::exp2(std::ceil(std::log2(wanted)));
  if (doubled <= kFullBuckets) return doubled;
  const double half = doubled / 2;
  return half + std::ceil((wanted - half) / (half / kPhases)) * (half / kPhases);
}

// Overflow pages of a bucket in which `keys` values meet on average, `duplicates` rows each: the
// number of values in a bucket is a Poisson variable.
double overflow_per_bucket(double keys, double duplicates) {
  double pages = 0;
  double probability = std::exp(-keys);
  // Twelve deviations beyond the mean nothing is left.
  const double last = keys + 12 * std::sqrt(keys) + 12;
  for (double values = 1; values <= last; ++values) {
    probability *= keys / values;
    const double beyond = values * duplicates - std::floor(kEntriesPerPage);
    if (beyond > 0) pages += probability * std::ceil(beyond / std::floor(kEntriesPerPage));
  }
  return pages;
}

}  // namespace

Pages estimate_hash_pages(double entries, double distinct) {
  const double buckets = buckets_for(entries);
  const double values = std::clamp(distinct, 1.0, std::max(1.0, entries));
  double overflow = 0;
  // Beyond, e^-keys is nothing, and neither is a bucket's deviation from the mean.
  constexpr double kManyKeys = 600;
  const double keys = values / buckets;
  if (keys < kManyKeys) {
    overflow = buckets * overflow_per_bucket(keys, std::max(entries, 1.0) / values);
  }
  const double maps = std::floor(overflow / kBitsPerMapPage) + 1;
  return Pages(static_cast<std::int64_t>(1 + buckets + std::round(overflow) + maps));
}

}  // namespace tend::index
