// SPDX-License-Identifier: PostgreSQL
#include "core/workload/join_graph.h"

#include <catch2/catch.hpp>
#include <utility>
#include <vector>

using tend::workload::joined_subsets;
using tend::workload::JoinGraph;
using tend::workload::JoinShape;
using tend::workload::shape_of;

namespace {

JoinGraph graph(int items, const std::vector<std::pair<int, int>>& links) {
  JoinGraph graph(items);
  for (const auto& [a, b] : links) graph.link(a, b);
  return graph;
}

}  // namespace

TEST_CASE("each shape has its name") {
  CHECK(shape_of(graph(0, {})) == JoinShape::kSingle);
  CHECK(shape_of(graph(1, {})) == JoinShape::kSingle);
  CHECK(shape_of(graph(2, {{0, 1}})) == JoinShape::kChain);
  CHECK(shape_of(graph(4, {{2, 0}, {0, 3}, {3, 1}})) == JoinShape::kChain);
  CHECK(shape_of(graph(4, {{2, 0}, {2, 1}, {2, 3}})) == JoinShape::kStar);
  CHECK(shape_of(graph(5, {{0, 1}, {1, 2}, {1, 3}, {3, 4}})) == JoinShape::kTree);
  CHECK(shape_of(graph(3, {{0, 1}, {1, 2}, {2, 0}})) == JoinShape::kCycle);
  CHECK(shape_of(graph(4, {{0, 1}, {1, 2}, {2, 0}, {2, 3}})) == JoinShape::kCycle);
  CHECK(shape_of(graph(4, {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}})) == JoinShape::kClique);
  CHECK(shape_of(graph(3, {{0, 1}})) == JoinShape::kDisconnected);
}

TEST_CASE("a link is kept once, in either direction, and never to the item itself") {
  JoinGraph twice = graph(3, {{0, 1}, {1, 0}, {0, 1}, {2, 2}});
  REQUIRE(twice.links() == 1);
}

TEST_CASE("components are numbered by their first items") {
  REQUIRE(graph(5, {{0, 3}, {2, 4}}).components() == std::vector<int>{0, 1, 2, 0, 2});
}

TEST_CASE("a graph takes in another with its links moved up") {
  JoinGraph outer = graph(2, {{0, 1}});
  REQUIRE(outer.add(graph(3, {{0, 2}})) == 2);
  REQUIRE(outer.items() == 5);
  REQUIRE(outer.link_list() == std::vector<std::pair<int, int>>{{0, 1}, {2, 4}});
}

TEST_CASE("joined subsets follow the closed forms of chains, stars and cliques") {
  for (int n = 2; n <= 8; ++n) {
    JoinGraph chain(n), star(n), clique(n);
    for (int i = 1; i < n; ++i) {
      chain.link(i - 1, i);
      star.link(0, i);
      for (int j = 0; j < i; ++j) clique.link(i, j);
    }
    CHECK(joined_subsets(chain, 8, 1000) == n * (n - 1) / 2);
    CHECK(joined_subsets(star, 8, 1000) == (1 << (n - 1)) - 1);
    CHECK(joined_subsets(clique, 8, 1000) == (1 << n) - 1 - n);
  }
}

TEST_CASE("counting stops at its limit, at sets of the given size, and for huge graphs at once") {
  JoinGraph star(30);
  for (int i = 1; i < 30; ++i) star.link(0, i);
  CHECK(joined_subsets(star, 8, 500) == 500);
  CHECK(joined_subsets(star, 2, 500) == 29);
  CHECK(joined_subsets(JoinGraph(64), 8, 500) == 0);
  CHECK(joined_subsets(JoinGraph(65), 8, 500) == 500);
}
