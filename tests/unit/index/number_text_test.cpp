// SPDX-License-Identifier: PostgreSQL
#include "core/index/number_text.h"

#include <catch2/catch.hpp>

namespace tend::index {

TEST_CASE("costs have as many digits as matter") {
  REQUIRE(cost_text(Cost(18230.4)) == "18230");
  REQUIRE(cost_text(Cost(100)) == "100");
  REQUIRE(cost_text(Cost(8.44)) == "8.4");
  REQUIRE(cost_text(Cost(0.017)) == "0.02");
  REQUIRE(cost_text(Cost(0)) == "0.00");
  REQUIRE(cost_text(Cost(1e300)).size() == 301);
}

TEST_CASE("fractions read as per cent") {
  REQUIRE(percent_text(0.413) == "41 %");
  REQUIRE(percent_text(0.0213) == "2.1 %");
  REQUIRE(percent_text(1) == "100 %");
}

TEST_CASE("bytes read in the server's units") {
  REQUIRE(bytes_text(Bytes(8192)) == "8192 bytes");
  REQUIRE(bytes_text(Bytes(24 * 1024)) == "24 kB");
  REQUIRE(bytes_text(Bytes(3'250'000)) == "3.1 MB");
  REQUIRE(bytes_text(Bytes(std::int64_t{2} << 30)) == "2.0 GB");
  REQUIRE(bytes_text(Bytes(std::int64_t{5000} << 40)) == "5000 TB");
}

TEST_CASE("durations read in the unit a person would use") {
  REQUIRE(duration_text(Seconds(0.2)) == "under a second");
  REQUIRE(duration_text(Seconds(12)) == "12 s");
  REQUIRE(duration_text(Seconds(180)) == "3 min");
  REQUIRE(duration_text(Seconds(9000)) == "2.5 h");
}

TEST_CASE("counts agree with their noun") {
  REQUIRE(count_text(1, "statement") == "1 statement");
  REQUIRE(count_text(3, "statement") == "3 statements");
  REQUIRE(count_text(0, "statement") == "0 statements");
}

}  // namespace tend::index
