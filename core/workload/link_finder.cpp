// SPDX-License-Identifier: PostgreSQL
#include "core/workload/link_finder.h"

#include <algorithm>
#include <set>
#include <utility>

namespace tend::workload {
namespace {

int component_count(const std::vector<int>& components) {
  return components.empty() ? 0 : *std::max_element(components.begin(), components.end()) + 1;
}

// Joins every component to the one before it, by their first items.
void join_components(JoinGraph& joins) {
  const std::vector<int> components = joins.components();
  int last_first = 0;
  int next = 1;
  for (int item = 0; item < joins.items(); ++item) {
    if (components[static_cast<std::size_t>(item)] != next) continue;
    joins.link(last_first, item);
    last_first = item;
    ++next;
  }
}

// Components that have an item of perhaps more than one row.
int multiplying_components(const std::vector<FromItem>& items, const std::vector<int>& components) {
  std::set<int> multiplying;
  for (std::size_t item = 0; item < items.size(); ++item) {
    if (!items[item].one_row) multiplying.insert(components[item]);
  }
  return static_cast<int>(multiplying.size());
}

void link_all(JoinGraph& graph, const std::vector<int>& items) {
  if (graph.items() > kMaxCountedItems) return;  // nothing counts them
  for (std::size_t i = 1; i < items.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) graph.link(items[i], items[j]);
  }
}

}  // namespace

void LinkFinder::declare(std::string_view name, int item) {
  if (name.empty()) return;
  const auto [at, added] = innermost_.try_emplace(name, symbols_.size());
  const std::optional<std::size_t> hidden = added ? std::nullopt : std::optional(at->second);
  at->second = symbols_.size();
  symbols_.push_back({name, blocks_.size() - 1, item, hidden});
}

void LinkFinder::open_block(const FromClause& from) {
  Block block;
  block.items = from.items();
  block.joins = JoinGraph(static_cast<int>(block.items.size()));
  block.search = block.joins;
  for (const auto& [a, b] : from.links()) block.joins.link(a, b);
  for (const auto& [a, b] : from.steady_links()) block.search.link(a, b);
  block.first_symbol = symbols_.size();
  blocks_.push_back(std::move(block));
  for (const auto& [name, item] : from.join_aliases()) declare(name, item);
  const std::vector<FromItem>& items = blocks_.back().items;
  for (std::size_t i = 0; i < items.size(); ++i) declare(items[i].name, static_cast<int>(i));
}

void LinkFinder::forget_names(std::size_t first) {
  for (; symbols_.size() > first; symbols_.pop_back()) {
    const Symbol& symbol = symbols_.back();
    if (symbol.hidden) {
      innermost_[symbol.name] = *symbol.hidden;
    } else {
      innermost_.erase(symbol.name);
    }
  }
}

QueryBlock LinkFinder::close_block() {
  Block block = std::move(blocks_.back());
  blocks_.pop_back();
  forget_names(block.first_symbol);
  QueryBlock result;
  result.search = std::move(block.search);
  result.possible_links = block.possible_links + block.attached_possible_links;
  for (const EqualColumns& columns : block.equal) {
    std::vector<int> items;
    for (const ItemColumn& column : columns) items.push_back(column.item);
    link_all(result.search, items);
  }
  if (block.items.size() > 1) {
    const std::vector<int> components = block.joins.components();
    const int parts = component_count(components);
    if (parts > 1 && block.possible_links >= parts - 1) {
      join_components(block.joins);
    } else {
      result.cartesian = multiplying_components(block.items, components) - 1 > block.possible_links;
    }
  }
  result.joins = std::move(block.joins);
  return result;
}

void LinkFinder::attach(const QueryBlock& subquery) {
  if (blocks_.empty() || !scope_is_open() || subquery.search.items() == 0) return;
  Block& block = blocks_.back();
  if (block.search.items() > kMaxCountedItems) return;
  block.scope->attached.push_back(block.search.add(subquery.search));
  block.attached_possible_links += subquery.possible_links;
}

void LinkFinder::make_equal(Block& block, const ItemColumn& a, const ItemColumn& b) {
  const auto with = [&](const ItemColumn& column) {
    return std::find_if(block.equal.begin(), block.equal.end(), [&](const EqualColumns& columns) {
      return std::find(columns.begin(), columns.end(), column) != columns.end();
    });
  };
  if (with(a) == block.equal.end()) block.equal.push_back({a});
  if (with(b) == block.equal.end()) block.equal.push_back({b});
  const auto first = with(a);
  const auto second = with(b);
  if (first == second) return;
  first->insert(first->end(), second->begin(), second->end());
  block.equal.erase(second);
}

void LinkFinder::equate(const Column& a, const Column& b) {
  const Symbol* first = find(a.item);
  const Symbol* second = find(b.item);
  const std::size_t innermost = blocks_.size() - 1;
  const bool here = block_is_open() && first != nullptr && second != nullptr &&
                    first->block == innermost && second->block == innermost && scope_is_open();
  if (!here || blocks_.back().search.items() > kMaxCountedItems) return;
  make_equal(blocks_.back(), {first->item, a.name}, {second->item, b.name});
}

std::optional<int> LinkFinder::item_at(const ProtobufCMessage& source) {
  Block& block = blocks_.back();
  for (std::size_t i = block.next_item; i < block.items.size(); ++i) {
    if (block.items[i].source != &source) continue;
    block.next_item = i + 1;
    return static_cast<int>(i);
  }
  return std::nullopt;
}

void LinkFinder::open_scope(std::optional<int> item) {
  ReferenceScope& scope = blocks_.back().scope.emplace();
  if (item) scope.items.push_back(*item);
}

void LinkFinder::close_scope() {
  Block& block = blocks_.back();
  ReferenceScope& scope = *block.scope;
  for (std::size_t i = 1; i < scope.items.size(); ++i) {
    block.joins.link(scope.items[i - 1], scope.items[i]);
  }
  const int named = scope.items.empty() ? 0 : 1;
  block.possible_links += std::max(0, scope.unqualified + named - 1);
  // The planner takes a clause over several items as a reason to try to join any two of them.
  if (!scope.attached.empty() && scope.unqualified > 0) scope.items.push_back(0);
  scope.items.insert(scope.items.end(), scope.attached.begin(), scope.attached.end());
  link_all(block.search, scope.items);
  block.scope.reset();
}

const LinkFinder::Symbol* LinkFinder::find(std::string_view name) const {
  const auto at = innermost_.find(name);
  return at == innermost_.end() ? nullptr : &symbols_[at->second];
}

void LinkFinder::note(const Symbol& symbol) {
  std::optional<ReferenceScope>& scope = blocks_[symbol.block].scope;
  if (!scope) return;
  const auto at = std::find(scope->items.begin(), scope->items.end(), symbol.item);
  if (at == scope->items.end()) scope->items.push_back(symbol.item);
}

void LinkFinder::refer_to_item(std::string_view item) {
  if (const Symbol* symbol = find(item)) note(*symbol);
}

void LinkFinder::refer_to_column(std::string_view column) {
  if (blocks_.empty()) return;
  const Symbol* symbol = find(column);
  if (symbol != nullptr &&
      blocks_[symbol->block].items[static_cast<std::size_t>(symbol->item)].function) {
    return note(*symbol);
  }
  Block& block = blocks_.back();
  if (block.scope) ++block.scope->unqualified;
}

}  // namespace tend::workload
