// SPDX-License-Identifier: PostgreSQL
// Quantiles of the histogram against sorted samples; the log-normal's against its integrals.
#include "core/base/log_histogram.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numbers>
#include <random>
#include <vector>

namespace {

using tend::HistogramBucket;
using tend::Milliseconds;

constexpr double kBucketWidth = 0.1221;  // 10^(1/20) - 1

std::vector<HistogramBucket> histogram_of(const std::vector<double>& durations) {
  std::map<int, double> counts;
  for (const double ms : durations) counts[tend::bucket_of(Milliseconds(ms))] += 1;
  std::vector<HistogramBucket> out;
  for (const auto& [bucket, count] : counts) out.push_back({bucket, count});
  return out;
}

// The least duration that at least the fraction p of the durations does not exceed.
double sorted_quantile(const std::vector<double>& sorted, double p) {
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

struct Moments {
  double mass = 0;
  double mean = 0;
  double square = 0;
};

// The integrals up to `end` of the log-normal density that has the parameters mu and sigma, of x
// and of x^2 under it, by Simpson's rule in t = ln x; 16 sigma are beyond all digits.
Moments integrate(double mu, double sigma, double end) {
  constexpr int kSteps = 20000;
  const double low = mu - 16 * sigma;
  const double step = (std::log(end) - low) / kSteps;
  Moments out;
  for (int i = 0; i <= kSteps; ++i) {
    const double t = low + i * step;
    const double z = (t - mu) / sigma;
    const double simpson = i == 0 || i == kSteps ? 1 : (i % 2 == 1 ? 4 : 2);
    const double weight =
        simpson * step / 3 * std::exp(-z * z / 2) / (sigma * std::sqrt(2 * std::numbers::pi));
    out.mass += weight;
    out.mean += weight * std::exp(t);
    out.square += weight * std::exp(2 * t);
  }
  return out;
}

}  // namespace

TEST_CASE("histogram quantiles are within a bucket's width of the sorted sample's") {
  const auto seed = GENERATE(range(1u, 41u));
  std::mt19937 random(seed);
  const double spread = std::uniform_real_distribution(0.05, 3.0)(random);
  const double middle = std::uniform_real_distribution(-3.0, 8.0)(random);
  std::lognormal_distribution<double> duration(middle, spread);
  std::vector<double> sample(std::uniform_int_distribution<std::size_t>(1, 3000)(random));
  for (double& ms : sample) ms = std::clamp(duration(random), 0.001, 9.9e6);
  const auto histogram = histogram_of(sample);
  std::sort(sample.begin(), sample.end());

  for (const double p : {0.001, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
    const double truth = sorted_quantile(sample, p);
    INFO("seed " << seed << ", " << sample.size() << " durations, p " << p << ", truth " << truth);
    const double found = tend::quantile(histogram, p)->value();
    REQUIRE(found <= truth * (1 + kBucketWidth));
    REQUIRE(found >= truth / (1 + kBucketWidth));
  }
}

TEST_CASE("merged histograms give the quantiles of all durations together") {
  std::mt19937 random(7);
  std::lognormal_distribution<double> fast(0, 1);
  std::lognormal_distribution<double> slow(4, 1);
  std::vector<double> first(500);
  std::vector<double> second(300);
  for (double& ms : first) ms = fast(random);
  for (double& ms : second) ms = slow(random);
  std::vector<double> all(first);
  all.insert(all.end(), second.begin(), second.end());

  std::map<int, double> sums;
  for (const auto& part : {histogram_of(first), histogram_of(second)}) {
    for (const auto& [bucket, count] : part) sums[bucket] += count;
  }
  std::vector<HistogramBucket> merged;
  for (const auto& [bucket, count] : sums) merged.push_back({bucket, count});

  CHECK(merged == histogram_of(all));
}

TEST_CASE(
    "log-normal quantiles cut off the asked share of a density with that mean and deviation") {
  const double mean = GENERATE(0.02, 1.0, 850.0);
  const double variation = GENERATE(0.01, 0.3, 1.0, 2.0);
  const double median = mean / std::sqrt(1 + variation * variation);
  const double mu = std::log(median);
  const double sigma = std::sqrt(2 * (std::log(mean) - mu));
  const Moments all = integrate(mu, sigma, std::exp(mu + 16 * sigma));
  REQUIRE(all.mass == Approx(1).epsilon(1e-8));
  REQUIRE(all.mean == Approx(mean).epsilon(1e-8));
  REQUIRE(std::sqrt(all.square - all.mean * all.mean) == Approx(mean * variation).epsilon(1e-4));

  for (const double p : {0.001, 0.5, 0.9, 0.95, 0.99, 0.9999}) {
    const Milliseconds found =
        tend::log_normal_quantile(Milliseconds(mean), Milliseconds(mean * variation), p);
    INFO("mean " << mean << ", variation " << variation << ", p " << p);
    CHECK(integrate(mu, sigma, found.value()).mass == Approx(p).epsilon(1e-7));
  }
}
