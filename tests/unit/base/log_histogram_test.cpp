// SPDX-License-Identifier: PostgreSQL
#include "core/base/log_histogram.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

namespace tend {

TEST_CASE("a decade has twenty buckets, the first from a microsecond") {
  CHECK(bucket_of(Milliseconds(0.001)) == 0);
  CHECK(bucket_of(Milliseconds(0.0011)) == 0);
  CHECK(bucket_of(Milliseconds(0.0113)) == 21);
  CHECK(bucket_of(Milliseconds(0.01)) == 20);
  CHECK(bucket_of(Milliseconds(1)) == 60);
  CHECK(bucket_of(Milliseconds(1000)) == 120);
  CHECK(bucket_of(Milliseconds(999.99)) == 119);
}

TEST_CASE("every duration has a bucket") {
  CHECK(bucket_of(Milliseconds(0)) == 0);
  CHECK(bucket_of(Milliseconds(-5)) == 0);
  CHECK(bucket_of(Milliseconds(1e-9)) == 0);
  CHECK(bucket_of(Milliseconds(std::nan(""))) == 0);
  CHECK(bucket_of(Milliseconds(1e7)) == kLastBucket);
  CHECK(bucket_of(Milliseconds(1e12)) == kLastBucket);
  CHECK(bucket_of(Milliseconds(std::numeric_limits<double>::infinity())) == kLastBucket);
}

TEST_CASE("an empty histogram has no quantile") {
  CHECK_FALSE(quantile({}, 0.5).has_value());
}

TEST_CASE("the median of one duration is the geometric middle of its bucket") {
  const std::vector<HistogramBucket> one{{.bucket = 60, .count = 1}};
  CHECK(quantile(one, 0.5)->value() == Approx(std::pow(10, 0.5 / 20)));
  CHECK(quantile(one, 0)->value() == Approx(1));
  CHECK(quantile(one, 1)->value() == Approx(std::pow(10, 1.0 / 20)));
}

TEST_CASE("quantiles go by rank, whatever the order and scale of the counts") {
  const std::vector<HistogramBucket> histogram{{120, 1}, {60, 8}, {80, 1}};
  CHECK(quantile(histogram, 0.4)->value() == Approx(std::pow(10, 0.5 / 20)));
  CHECK(quantile(histogram, 0.85)->value() == Approx(10 * std::pow(10, 0.5 / 20)));
  CHECK(quantile(histogram, 0.95)->value() == Approx(1000 * std::pow(10, 0.5 / 20)));

  const std::vector<HistogramBucket> weighted{{60, 0.08}, {80, 0.01}, {120, 0.01}};
  CHECK(quantile(weighted, 0.85)->value() == Approx(quantile(histogram, 0.85)->value()));
}

TEST_CASE("quantiles never fall as p grows") {
  const std::vector<HistogramBucket> histogram{{3, 0.1}, {60, 7}, {61, 0.3}, {200, 2}};
  double last = 0;
  for (int i = 0; i <= 1000; ++i) {
    const double value = quantile(histogram, i / 1000.0)->value();
    REQUIRE(value >= last);
    last = value;
  }
}

TEST_CASE("a log-normal's median is below its mean by its variation") {
  CHECK(log_normal_quantile(Milliseconds(10), Milliseconds(0), 0.99).value() == Approx(10));
  CHECK(log_normal_quantile(Milliseconds(10), Milliseconds(10), 0.5).value() ==
        Approx(10 / std::sqrt(2.0)));
}

TEST_CASE("log-normal quantiles stay positive and ordered where a normal's would not") {
  const Milliseconds mean(5);
  const Milliseconds stddev(50);
  const double p1 = log_normal_quantile(mean, stddev, 0.01).value();
  const double p50 = log_normal_quantile(mean, stddev, 0.50).value();
  const double p99 = log_normal_quantile(mean, stddev, 0.99).value();
  CHECK(0 < p1);
  CHECK(p1 < p50);
  CHECK(p50 < p99);
}

}  // namespace tend
