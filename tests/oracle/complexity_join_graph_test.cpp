// SPDX-License-Identifier: PostgreSQL
// Join graphs against brute force: all graphs of up to five items, by their definitions.
#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>
#include <vector>

#include "core/workload/join_graph.h"

using tend::workload::joined_subsets;
using tend::workload::JoinGraph;
using tend::workload::JoinShape;

namespace {

using Links = std::vector<std::pair<int, int>>;

// Whether the items of `set` (a bit each) can reach each other inside it: repeated spreading.
bool hangs_together(unsigned set, const Links& links) {
  unsigned reached = set & (~set + 1);
  for (unsigned before = 0; before != reached;) {
    before = reached;
    for (const auto& [a, b] : links) {
      const unsigned ends = 1u << a | 1u << b;
      if ((ends & set) == ends && (ends & reached) != 0) reached |= ends;
    }
  }
  return reached == set;
}

std::vector<int> degrees(int items, const Links& links) {
  std::vector<int> degrees(static_cast<std::size_t>(items));
  for (const auto& [a, b] : links) {
    ++degrees[static_cast<std::size_t>(a)];
    ++degrees[static_cast<std::size_t>(b)];
  }
  std::sort(degrees.begin(), degrees.end());
  return degrees;
}

JoinShape expected_shape(int items, const Links& links) {
  if (items < 2) return JoinShape::kSingle;
  if (!hangs_together((1u << items) - 1, links)) return JoinShape::kDisconnected;
  const std::vector<int> degree = degrees(items, links);
  if (items >= 4 && degree.front() == items - 1) return JoinShape::kClique;
  if (static_cast<int>(links.size()) >= items) return JoinShape::kCycle;
  if (degree.back() <= 2) return JoinShape::kChain;
  return degree.back() == items - 1 ? JoinShape::kStar : JoinShape::kTree;
}

int subsets_by_force(int items, const Links& links) {
  int count = 0;
  for (unsigned set = 1; set < 1u << items; ++set) {
    if ((set & (set - 1)) != 0 && hangs_together(set, links)) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("shapes and joined subsets of all small graphs agree with their definitions") {
  for (int items = 0; items <= 5; ++items) {
    Links all;
    for (int a = 0; a < items; ++a) {
      for (int b = a + 1; b < items; ++b) all.emplace_back(a, b);
    }
    for (unsigned chosen = 0; chosen < 1u << all.size(); ++chosen) {
      Links links;
      JoinGraph graph(items);
      for (std::size_t i = 0; i < all.size(); ++i) {
        if ((chosen >> i & 1) == 0) continue;
        links.push_back(all[i]);
        graph.link(all[i].second, all[i].first);
      }
      INFO(items << " items, links " << chosen);
      REQUIRE(shape_of(graph) == expected_shape(items, links));
      REQUIRE(joined_subsets(graph, 8, 1000) == subsets_by_force(items, links));
    }
  }
}

TEST_CASE("joined subsets never fall when a link or an item is added, at any limit") {
  for (unsigned chosen = 0; chosen < 1u << 10; ++chosen) {
    JoinGraph graph(5);
    for (int a = 0, bit = 0; a < 5; ++a) {
      for (int b = a + 1; b < 5; ++b, ++bit) {
        if (chosen >> bit & 1) graph.link(a, b);
      }
    }
    for (const int limit : {3, 10, 100}) {
      const int before = joined_subsets(graph, 4, limit);
      JoinGraph with_item = graph;
      with_item.add(JoinGraph(1));
      CHECK(joined_subsets(with_item, 4, limit) >= before);
      for (int b = 1; b < 5; ++b) {
        JoinGraph with_link = graph;
        with_link.link(0, b);
        CHECK(joined_subsets(with_link, 4, limit) >= before);
      }
    }
  }
}
