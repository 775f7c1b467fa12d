// SPDX-License-Identifier: PostgreSQL
// The join graph of one query block: its range-table items, linked where a predicate joins them.
//
// Shapes, components and connectivity come from Boost.Graph; the names of the shapes are those of
// the join-ordering literature (chain, star, cycle, clique: Steinbrunn, Moerkotte, Kemper,
// "Heuristic and randomized optimization for the join ordering problem", 1997).
//
// Tested by tests/unit/workload/join_graph_test.cpp, tests/oracle/complexity_join_graph_test.cpp.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace tend::workload {

class JoinGraph {
 public:
  // A graph of `items` >= 0 unlinked items, numbered from 0.
  explicit JoinGraph(int items = 0) : items_(items) {}

  // Joins two items; joining them again or an item with itself changes nothing.
  // REQUIRES: 0 <= a, b < items().
  void link(int a, int b);

  // Takes in the items and links of `other` as further items. Returns the number of its first.
  int add(const JoinGraph& other);

  int items() const { return items_; }
  int links() const { return static_cast<int>(links_.size()); }
  const std::vector<std::pair<int, int>>& link_list() const { return links_; }

  // The component of each item, numbered from 0 in order of their first items.
  std::vector<int> components() const;

 private:
  int items_;
  std::vector<std::pair<int, int>> links_;  // first < second, sorted, each once
};

enum class JoinShape {
  kSingle,        // at most one item
  kChain,         // a path: every item joined with at most two others
  kStar,          // four items or more, one joined with each other one
  kTree,          // connected without a cycle, and neither of the two
  kCycle,         // connected, some items joined around; a triangle too
  kClique,        // four items or more, each joined with each
  kDisconnected,  // in parts that nothing joins
};

JoinShape shape_of(const JoinGraph& join);

// joined_subsets gives its limit for a graph of more items than this.
inline constexpr int kMaxCountedItems = 64;

// How many sets of two to `size` items are joined within themselves: the joint relations that an
// exhaustive search for the best join order plans. Stops counting at `limit`; never falls when an
// item or a link is added.
//   size, limit  >= 1
// Source: Moerkotte, Neumann, "Analysis of two existing and one new dynamic programming algorithm
// for the generation of optimal bushy join trees without cross products", VLDB 2006 (its csg).
int joined_subsets(const JoinGraph& graph, int size, int limit);

// single chain star tree cycle clique disconnected.
std::string_view name_of(JoinShape shape);

}  // namespace tend::workload
