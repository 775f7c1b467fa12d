// SPDX-License-Identifier: PostgreSQL
// The observation gives a predicate only where the text proves it; what is decided here is whether
// an index for it alone makes sense.
//
// Source: docs/methods/index-advice.md#partial. Tested by tests/unit/index/candidates_test.cpp.
#include "core/index/partial.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "core/index/candidates.h"

namespace tend::index {

namespace {

// Predicates of one access that are combined; with pairs they make six partial indexes.
constexpr std::size_t kMaxPredicates = 3;

// Different values above which a column tells entities apart rather than states: an index for
// `email = 'a@b.c'` would serve one customer. A hundred is default_statistics_target: up to there
// the server lists every value, and the share of each is known rather than guessed.
constexpr double kMaxStates = 100;
// A state is worth an index of its own if it is rare: at most half of an average value's share. For
// values of equal share a composite index serves all of them at the same depth.
constexpr double kRarity = 0.5;

// An expression without statistics may have any number of values.
bool singles_out_state(const Qual& qual) {
  return qual.distinct_values > 0 && qual.distinct_values <= kMaxStates &&
         qual.selectivity <= kRarity / qual.distinct_values;
}

// A range's constant moves with time or with the next text of the same statement, so an index on it
// would serve one moment. A null test describes a state however few rows are in it.
bool describes_state(const Qual& qual) {
  if (qual.predicate.empty() || qual.selectivity > kPartialMaxSelectivity) return false;
  switch (qual.comparison) {
    case Comparison::kIsNull:
    case Comparison::kIsNotNull: return true;
    case Comparison::kEqual:
    case Comparison::kAnyOf: return singles_out_state(qual);
    case Comparison::kRange: return false;
  }
  return false;
}

std::string in_parentheses(const std::string& text) {
  return !text.empty() && text.front() == '(' ? text : "(" + text + ")";
}

// Spelled as the server spells a conjunction, so that it compares equal to an existing index's.
Predicate predicate_of(const std::vector<const Qual*>& quals) {
  Predicate predicate;
  std::set<int> columns;
  for (const Qual* qual : quals) {
    columns.insert(qual->term.columns.begin(), qual->term.columns.end());
    if (quals.size() == 1) {
      predicate.text = qual->predicate;
    } else {
      predicate.text += (predicate.text.empty() ? "(" : " AND ") + in_parentheses(qual->predicate);
    }
  }
  if (quals.size() > 1) predicate.text += ")";
  predicate.columns.assign(columns.begin(), columns.end());
  return predicate;
}

PartialAccess without(const RelationAccess& access, const std::vector<const Qual*>& proven) {
  PartialAccess partial{.predicate = predicate_of(proven), .rest = access};
  partial.rest.or_arms.clear();
  std::erase_if(partial.rest.quals, [&](const Qual& qual) {
    return std::any_of(proven.begin(), proven.end(),
                       [&](const Qual* each) { return each->predicate == qual.predicate; });
  });
  // Nothing else to find rows by: the predicate's own column keeps the index small and usable.
  if (partial.rest.quals.empty() && access.order.empty() && access.grouping.empty()) {
    partial.rest.quals.push_back(*proven.front());
  }
  return partial;
}

}  // namespace

std::vector<PartialAccess> partial_accesses(const RelationAccess& access) {
  std::vector<const Qual*> proven;
  for (const Qual& qual : access.quals) {
    const bool repeated = std::any_of(proven.begin(), proven.end(), [&](const Qual* each) {
      return each->predicate == qual.predicate;
    });
    if (describes_state(qual) && !repeated) proven.push_back(&qual);
  }
  std::sort(proven.begin(), proven.end(), [](const Qual* a, const Qual* b) {
    return std::tie(a->selectivity, a->predicate) < std::tie(b->selectivity, b->predicate);
  });
  if (proven.size() > kMaxPredicates) proven.resize(kMaxPredicates);
  // Pairs are spelled in the order of their texts, whatever their estimates.
  std::sort(proven.begin(), proven.end(),
            [](const Qual* a, const Qual* b) { return a->predicate < b->predicate; });

  std::vector<PartialAccess> accesses;
  for (std::size_t i = 0; i < proven.size(); ++i) {
    accesses.push_back(without(access, {proven[i]}));
    for (std::size_t j = i + 1; j < proven.size(); ++j) {
      accesses.push_back(without(access, {proven[i], proven[j]}));
    }
  }
  return accesses;
}

}  // namespace tend::index
