// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/base/log_histogram_test.cpp, tests/oracle/log_histogram_test.cpp.
#include "core/base/log_histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace tend {
namespace {

// Deviations of more than a million means say nothing of a distribution, and would overflow.
constexpr double kMostVariation = 1e6;

constexpr double kBucketsPerDecade = 20;
constexpr double kMicrosecondsPerMillisecond = 1000;

// Where between the bounds of bucket floor(position) a position lies is on the logarithmic scale.
Milliseconds duration_at(double position) {
  return Milliseconds(std::pow(10.0, position / kBucketsPerDecade) / kMicrosecondsPerMillisecond);
}

// p / q of two polynomials in x, highest power first.
template <std::size_t N, std::size_t M>
double rational(const std::array<double, N>& p, const std::array<double, M>& q, double x) {
  const auto horner = [x](double sum, double coefficient) { return sum * x + coefficient; };
  return std::accumulate(p.begin(), p.end(), 0.0, horner) /
         std::accumulate(q.begin(), q.end(), 0.0, horner);
}

// The p-quantile of the standard normal distribution, 0 < p <= 0.5.
// Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution
// function" (2003): rational approximations with a relative error below 1.15e-9, here made exact to
// the last digits by one step of Halley's method. Boost.Math has the function too, but its header
// brings an object with a destructor, which a module of the server must not have.
double lower_normal_quantile(double p) {
  constexpr std::array kTailP = {-7.784894002430293e-03, -3.223964580411365e-01,
                                 -2.400758277161838e+00, -2.549732539343734e+00,
                                 4.374664141464968e+00,  2.938163982698783e+00};
  constexpr std::array kTailQ = {7.784695709041462e-03, 3.224671290700398e-01,
                                 2.445134137142996e+00, 3.754408661907416e+00, 1.0};
  constexpr std::array kMiddleP = {-3.969683028665376e+01, 2.209460984245205e+02,
                                   -2.759285104469687e+02, 1.383577518672690e+02,
                                   -3.066479806614716e+01, 2.506628277459239e+00};
  constexpr std::array kMiddleQ = {-5.447609879822406e+01, 1.615858368580409e+02,
                                   -1.556989798598866e+02, 6.680131188771972e+01,
                                   -1.328068155288572e+01, 1.0};
  constexpr double kTail = 0.02425;
  const double q = p - 0.5;
  const double x = p < kTail ? rational(kTailP, kTailQ, std::sqrt(-2 * std::log(p)))
                             : q * rational(kMiddleP, kMiddleQ, q * q);
  const double error = 0.5 * std::erfc(-x / std::numbers::sqrt2) - p;
  const double step = error * std::sqrt(2 * std::numbers::pi) * std::exp(x * x / 2);
  return x - step / (1 + x * step / 2);
}

double normal_quantile(double p) {
  return p <= 0.5 ? lower_normal_quantile(p) : -lower_normal_quantile(1 - p);
}

}  // namespace

int bucket_of(Milliseconds duration) {
  const double microseconds = duration.value() * kMicrosecondsPerMillisecond;
  if (!(microseconds > 1)) return 0;  // no number is not greater either
  const double position = std::floor(kBucketsPerDecade * std::log10(microseconds));
  return static_cast<int>(std::min<double>(position, kLastBucket));
}

std::optional<Milliseconds> quantile(std::span<const HistogramBucket> histogram, double p) {
  std::vector<HistogramBucket> buckets(histogram.begin(), histogram.end());
  std::sort(buckets.begin(), buckets.end(),
            [](const auto& a, const auto& b) { return a.bucket < b.bucket; });
  double total = 0;
  for (const HistogramBucket& each : buckets) total += each.count;
  if (!(total > 0)) return std::nullopt;
  double rank = std::clamp(p, 0.0, 1.0) * total;
  for (const HistogramBucket& each : buckets) {
    if (each.count > 0 && rank <= each.count) return duration_at(each.bucket + rank / each.count);
    rank -= each.count;
  }
  // Only rounding leads here: p is 1 and the counts, taken off one by one, left a rest.
  return duration_at(buckets.back().bucket + 1);
}

Milliseconds log_normal_quantile(Milliseconds mean, Milliseconds stddev, double p) {
  const double variation = std::min(stddev / mean, kMostVariation);
  const double sigma2 = std::log1p(variation * variation);
  const double mu = std::log(mean.value()) - sigma2 / 2;
  return Milliseconds(std::exp(mu + std::sqrt(sigma2) * normal_quantile(p)));
}

}  // namespace tend
