// SPDX-License-Identifier: PostgreSQL
#include "core/workload/join_graph.h"

#include <algorithm>
#include <bit>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <cstdint>
#include <iterator>
#include <limits>

namespace tend::workload {
namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

// A star and a clique of three are a chain and a cycle; those names say more.
constexpr int kSmallestStar = 4;
constexpr int kSmallestClique = 4;

Graph graph_of(const JoinGraph& join) {
  return Graph(join.link_list().begin(), join.link_list().end(),
               static_cast<std::size_t>(join.items()));
}

int largest_degree(const Graph& graph) {
  int largest = 0;
  for (auto [vertex, end] = boost::vertices(graph); vertex != end; ++vertex) {
    largest = std::max(largest, static_cast<int>(boost::degree(*vertex, graph)));
  }
  return largest;
}

JoinShape shape_of_tree(const Graph& graph, int items) {
  constexpr int kDegreeInChain = 2;
  const int degree = largest_degree(graph);
  if (degree <= kDegreeInChain) return JoinShape::kChain;
  return items >= kSmallestStar && degree == items - 1 ? JoinShape::kStar : JoinShape::kTree;
}

using ItemSet = std::uint64_t;
static_assert(kMaxCountedItems <= std::numeric_limits<ItemSet>::digits);

constexpr ItemSet only(int item) {
  return ItemSet{1} << item;
}

// Enumerates connected sets without repetition: each is grown from its lowest item; an item that
// has been tried is barred from the sets grown later.
class SubsetCounter {
 public:
  SubsetCounter(const JoinGraph& graph, int size, int limit) : size_(size), limit_(limit) {
    neighbours_.resize(static_cast<std::size_t>(graph.items()));
    for (const auto& [a, b] : graph.link_list()) {
      neighbours_[static_cast<std::size_t>(a)] |= only(b);
      neighbours_[static_cast<std::size_t>(b)] |= only(a);
    }
  }

  int count() {
    for (int item = 0; item < static_cast<int>(neighbours_.size()) && count_ < limit_; ++item) {
      const ItemSet lower_and_self = only(item) | (only(item) - 1);
      grow(neighbours_of(item), lower_and_self, 1);
    }
    return std::min(count_, limit_);
  }

 private:
  ItemSet neighbours_of(int item) const { return neighbours_[static_cast<std::size_t>(item)]; }

  // Counts the sets that contain the current one, of `members` items, and no barred item.
  void grow(ItemSet frontier, ItemSet barred, int members) {
    if (members == size_) return;
    for (ItemSet open = frontier & ~barred; open != 0 && count_ < limit_; open &= open - 1) {
      const int item = std::countr_zero(open);
      barred |= only(item);
      ++count_;
      grow(frontier | neighbours_of(item), barred, members + 1);
    }
  }

  std::vector<ItemSet> neighbours_;
  int size_;
  int limit_;
  int count_ = 0;
};

}  // namespace

void JoinGraph::link(int a, int b) {
  if (a == b) return;
  const std::pair<int, int> link = std::minmax(a, b);
  const auto at = std::lower_bound(links_.begin(), links_.end(), link);
  if (at == links_.end() || *at != link) links_.insert(at, link);
}

int JoinGraph::add(const JoinGraph& other) {
  const int first = items_;
  items_ += other.items_;
  for (const auto& [a, b] : other.links_) link(first + a, first + b);
  return first;
}

std::vector<int> JoinGraph::components() const {
  std::vector<int> component(static_cast<std::size_t>(items_));
  if (items_ > 0) boost::connected_components(graph_of(*this), component.data());
  return component;
}

JoinShape shape_of(const JoinGraph& join) {
  const int items = join.items();
  if (items <= 1) return JoinShape::kSingle;
  const std::vector<int> component = join.components();
  if (*std::max_element(component.begin(), component.end()) > 0) return JoinShape::kDisconnected;
  if (join.links() == items - 1) return shape_of_tree(graph_of(join), items);
  const bool complete = join.links() == items * (items - 1) / 2;
  return complete && items >= kSmallestClique ? JoinShape::kClique : JoinShape::kCycle;
}

int joined_subsets(const JoinGraph& graph, int size, int limit) {
  if (graph.items() > kMaxCountedItems) return limit;
  return SubsetCounter(graph, size, limit).count();
}

std::string_view name_of(JoinShape shape) {
  switch (shape) {
    case JoinShape::kSingle: return "single";
    case JoinShape::kChain: return "chain";
    case JoinShape::kStar: return "star";
    case JoinShape::kTree: return "tree";
    case JoinShape::kCycle: return "cycle";
    case JoinShape::kClique: return "clique";
    case JoinShape::kDisconnected: return "disconnected";
  }
  return "single";
}

}  // namespace tend::workload
