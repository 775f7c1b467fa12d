// SPDX-License-Identifier: PostgreSQL
#include "core/workload/counter_delta.h"

#include <catch2/catch.hpp>
#include <vector>

namespace tend::workload {

using Counters = std::vector<double>;

TEST_CASE("counters that grew give what was added") {
  CHECK(counter_delta(Counters{1, 20, 0}, Counters{3, 20, 7}) == Counters{2, 0, 7});
}

TEST_CASE("counters never read before give all they have") {
  CHECK(counter_delta({}, Counters{3, 0, 7}) == Counters{3, 0, 7});
  CHECK(counter_delta({}, {}).empty());
}

TEST_CASE("one counter that fell makes all of them count from zero") {
  CHECK(counter_delta(Counters{10, 5, 8}, Counters{12, 4, 9}) == Counters{12, 4, 9});
  CHECK(counter_delta(Counters{10, 5}, Counters{0, 0}) == Counters{0, 0});
}

TEST_CASE("a difference moved if any counter did") {
  CHECK(moved(Counters{0, 0, 1}));
  CHECK_FALSE(moved(Counters{0, 0}));
  CHECK_FALSE(moved({}));
}

}  // namespace tend::workload
