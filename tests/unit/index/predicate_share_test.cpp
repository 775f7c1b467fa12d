// SPDX-License-Identifier: PostgreSQL
#include "core/index/predicate_share.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

using namespace tend::index;

namespace {

struct Rows {
  std::vector<std::uint32_t> blocks;
  std::vector<int> satisfying;

  PredicateSample sample() const { return {blocks, satisfying, false}; }
};

// 100 blocks of 50 rows; of each block those rows satisfy for which `does` holds.
template <class Does>
Rows rows_where(Does&& does) {
  Rows rows;
  for (int i = 0; i < 5000; ++i) {
    rows.blocks.push_back(static_cast<std::uint32_t>(i / 50));
    if (does(i)) rows.satisfying.push_back(i);
  }
  return rows;
}

}  // namespace

TEST_CASE("a planner's estimate stands that the sample does not gainsay") {
  const Rows tenth = rows_where([](int i) { return i % 10 == 0; });

  CHECK(predicate_share(tenth.sample(), 0.105) == 0.105);
  CHECK(predicate_share(tenth.sample(), 0.09) == 0.09);
}

TEST_CASE("conditions that tell something about each other are counted instead of multiplied") {
  const Rows tenth = rows_where([](int i) { return i % 10 == 0; });

  CHECK(predicate_share(tenth.sample(), 0.01) == Approx(0.1));
  CHECK(predicate_share(tenth.sample(), 0.4) == Approx(0.1));
}

TEST_CASE("rows that satisfy and stand together prove less than rows that stand apart") {
  const Rows apart = rows_where([](int i) { return i % 20 == 0; });
  // Five whole blocks, here and there.
  const Rows together = rows_where([](int i) { return i / 50 % 20 == 7; });

  CHECK(predicate_share(apart.sample(), 0.09) == Approx(0.05));
  CHECK(predicate_share(together.sample(), 0.09) == 0.09);
}

TEST_CASE("the newest rows of a table are known to a block") {
  const Rows newest = rows_where([](int i) { return i >= 4750; });

  CHECK(predicate_share(newest.sample(), 0.002) == Approx(0.05));
  CHECK(predicate_share(newest.sample(), 0.055) == 0.055);
}

TEST_CASE("what no sampled row satisfies is rare or not there") {
  const Rows none = rows_where([](int) { return false; });

  CHECK(predicate_share(none.sample(), 0.0002) == 0.0002);
  CHECK(predicate_share(none.sample(), 0.02) == 0);
}

TEST_CASE("a table that was read whole is counted") {
  const Rows tenth = rows_where([](int i) { return i % 10 == 0; });
  PredicateSample whole = tenth.sample();
  whole.whole = true;

  CHECK(predicate_share(whole, 0.101) == Approx(0.1));
}

TEST_CASE("without a sample the planner is believed") {
  CHECK(predicate_share({}, 0.3) == 0.3);
}
