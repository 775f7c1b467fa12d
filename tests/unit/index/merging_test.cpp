// SPDX-License-Identifier: PostgreSQL
#include "core/index/merging.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/oracle/analytic_models.h"

using namespace tend;
using namespace tend::index;
using namespace tend::index::test;

namespace {

IndexDefinition index_with(std::vector<int> keys, std::vector<int> payload) {
  IndexDefinition definition = index_on(table(1, 1e6, 10000), keys);
  for (const int number : payload) definition.include.push_back(column(number));
  return definition;
}

std::vector<std::string> spellings(const std::vector<IndexDefinition>& definitions) {
  std::vector<std::string> all;
  for (const IndexDefinition& each : definitions) all.push_back(canonical_text(each));
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("two payloads behind the same keys become one") {
  CHECK(spellings(merges_of(index_with({1}, {2}), index_with({1}, {3}), 4)) ==
        std::vector<std::string>{"btree (c1) INCLUDE (c2, c3)", "btree (c1) INCLUDE (c2, c3)"});
}

TEST_CASE("other keys follow as keys or as payload") {
  CHECK(spellings(merges_of(index_with({1, 2}, {}), index_with({1, 3}, {4}), 4)) ==
        std::vector<std::string>{"btree (c1, c2) INCLUDE (c3, c4)",
                                 "btree (c1, c2, c3) INCLUDE (c4)"});
}

TEST_CASE("a prefix is no merge of its own") {
  CHECK(spellings(merges_of(index_with({1, 2}, {}), index_with({1}, {}), 4)).empty());
}

TEST_CASE("indexes that begin differently, or hold other rows, stay apart") {
  IndexDefinition partial = index_with({1}, {2});
  partial.predicate = "(c3 IS NULL)";
  CHECK(merges_of(index_with({1}, {2}), index_with({2}, {3}), 4).empty());
  CHECK(merges_of(index_with({1}, {2}), partial, 4).empty());
}

TEST_CASE("a merge keeps to the limits of keys and payload") {
  for (const IndexDefinition& each : merges_of(index_with({1, 2}, {}), index_with({1, 3}, {}), 2)) {
    CHECK(each.keys.size() <= 2);
  }
  CHECK(merges_of(index_with({1}, {2, 3, 4, 5}), index_with({1}, {6, 7, 8, 9}), 4).empty());
}

TEST_CASE("a merge that only max_columns forbids is told") {
  const std::vector<Candidate> candidates = {{index_with({1, 2}, {}), {}},
                                             {index_with({1, 3}, {}), {}}};
  CHECK_FALSE(merged_candidates({0, 1}, candidates, 3).keys_cut);
  CHECK(merged_candidates({0, 1}, candidates, 2).keys_cut);
  // Beyond the default no limit of the call is in the way.
  const std::vector<Candidate> long_ones = {{index_with({1, 2, 3}, {}), {}},
                                            {index_with({1, 4, 5}, {}), {}}};
  CHECK_FALSE(merged_candidates({0, 1}, long_ones, 4).keys_cut);
}

TEST_CASE("merges of winners come once, and not what is there already") {
  const std::vector<Candidate> candidates = {
      {index_with({1}, {2}), {}}, {index_with({1}, {3}), {}}, {index_with({1}, {2, 3}), {}}};
  CHECK(merged_candidates({0, 1}, candidates, 4).definitions.empty());
  CHECK(spellings(merged_candidates({0, 1}, {candidates[0], candidates[1]}, 4).definitions) ==
        std::vector<std::string>{"btree (c1) INCLUDE (c2, c3)"});
}
