// SPDX-License-Identifier: PostgreSQL
#include "core/workload/slot_choice.h"

#include <catch2/catch.hpp>

#include <map>
#include <vector>

using tend::workload::choose_slot;
using tend::workload::ProbedSlot;

namespace {

constexpr std::uint64_t kKept = 600;

ProbedSlot other(std::uint64_t last_seen) {
  return {.used = true, .same_key = false, .last_seen = last_seen};
}

// A table of one probe window that counts keys, as the table of waits does.
class SmallTable {
 public:
  explicit SmallTable(std::size_t size) : keys_(size, 0), seen_(size, 0) {}

  bool count(int key, std::uint64_t now) {
    std::vector<ProbedSlot> probed;
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      probed.push_back({keys_[i] != 0, keys_[i] == key, seen_[i]});
    }
    const auto slot = choose_slot(probed, now, kKept);
    if (!slot) return false;
    keys_[*slot] = key;
    seen_[*slot] = now;
    return true;
  }

 private:
  std::vector<int> keys_;  // 0: free
  std::vector<std::uint64_t> seen_;
};

}  // namespace

TEST_CASE("a key goes to its own slot, though an earlier one is free or old", "[slots]") {
  const std::vector<ProbedSlot> probed{other(0), {}, {true, true, 900}};

  CHECK(choose_slot(probed, 1000, kKept) == 2);
}

TEST_CASE("a new key takes the first free slot before anybody's", "[slots]") {
  const std::vector<ProbedSlot> probed{other(0), {}, {}};

  CHECK(choose_slot(probed, 1000, kKept) == 1);
}

TEST_CASE("in a full table the key unseen for the longest time gives way", "[slots]") {
  const std::vector<ProbedSlot> probed{other(300), other(100), other(200)};

  CHECK(choose_slot(probed, 700, kKept) == 1);
}

TEST_CASE("no key gives way before its time", "[slots]") {
  const std::vector<ProbedSlot> probed{other(300), other(101), other(200)};

  CHECK(!choose_slot(probed, 700, kKept));
  CHECK(choose_slot(probed, 701, kKept) == 1);
  CHECK(!choose_slot({}, 700, kKept));
}

TEST_CASE("a full table follows a workload that changes", "[slots]") {
  SmallTable table(8);
  for (int key = 1; key <= 8; ++key) REQUIRE(table.count(key, 1));

  CHECK(!table.count(9, 2));
  for (int key = 101; key <= 108; ++key) CHECK(table.count(key, 1 + kKept));
  // The keys of now keep their slots.
  CHECK(!table.count(1, 2 + kKept));
  for (int key = 101; key <= 108; ++key) CHECK(table.count(key, 2 + kKept));
}
