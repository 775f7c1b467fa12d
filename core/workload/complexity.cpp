// SPDX-License-Identifier: PostgreSQL
#include "core/workload/complexity.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/sql/parse_tree.h"
#include "core/workload/complexity_weights.h"
#include "core/workload/statement_facts.h"

namespace tend::workload {
namespace {

// A part of the estimated planning time: so many of what, and their weight.
struct Share {
  double microseconds = 0;
  int count = 0;
  const char* one = "";
  const char* many = "";
};

Share share(double weight, int count, const char* one, const char* many) {
  return {weight * count, count, one, many};
}

// Joint relations that the planner considers for one block, at most what its parts can have.
// Links that only unqualified columns may make are taken for those of a star of their own.
int joint_relations(const QueryBlock& block) {
  const int items = block.search.items();
  if (items < 2) return 0;
  const int parts = (items - 1 + kSearchSize - 2) / (kSearchSize - 1);
  const int limit = parts * kJointsPerPart;
  const int possible = std::min({block.possible_links, items - 1, kSearchSize});
  return std::min(limit, joined_subsets(block.search, kSearchSize, limit) + (1 << possible) - 1);
}

int joint_relations(const StatementFacts& facts) {
  int joints = 0;
  for (const QueryBlock& block : facts.blocks) joints += joint_relations(block);
  return joints;
}

int item_count(const StatementFacts& facts) {
  int items = 0;
  for (const QueryBlock& block : facts.blocks) items += block.joins.items();
  return items;
}

std::vector<Share> shares_of(const StatementFacts& facts) {
  return {
      share(kStatementWeight, 1, "", ""),
      share(kJointWeight, joint_relations(facts), "combination of relations to join",
            "combinations of relations to join"),
      share(kItemWeight, item_count(facts), "relation to read", "relations to read"),
      share(kFromSubqueryWeight, facts.from_subqueries, "subquery in FROM", "subqueries in FROM"),
      share(kSublinkWeight, facts.sublinks, "subquery in an expression",
            "subqueries in expressions"),
      share(kCteWeight, facts.ctes, "WITH query", "WITH queries"),
      share(kSetOperationWeight, facts.set_operations, "set operation", "set operations"),
      share(kAggregateWeight, facts.aggregates, "aggregate", "aggregates"),
      share(kWindowWeight, facts.window_functions, "window function", "window functions"),
      share(kPredicateWeight, facts.predicates, "predicate", "predicates"),
      share(kOrArmWeight, facts.or_arms, "OR between conditions", "ORs between conditions"),
      share(kKeyWeight, facts.keys, "key to sort or group by", "keys to sort or group by"),
      share(kOutputWeight, facts.outputs, "output column", "output columns"),
      share(kCallWeight, facts.function_calls, "function call", "function calls"),
      share(kExpressionWeight, facts.expressions, "computed expression", "computed expressions"),
  };
}

double score_of(double microseconds) {
  constexpr double kLowest = 1.0;
  constexpr double kHighest = 10.0;
  const double place = std::log1p(microseconds / kScaleStart) / std::log1p(kScaleEnd / kScaleStart);
  const double score = std::min(kLowest + (kHighest - kLowest) * place, kHighest);
  return std::round(score * 10.0) / 10.0;
}

std::string level_of(double score) {
  if (score < kMediumScore) return "low";
  if (score < kHighScore) return "medium";
  return score < kExtremeScore ? "high" : "extreme";
}

std::string name_of(StatementClass statement_class) {
  switch (statement_class) {
    case StatementClass::kSelect: return "select";
    case StatementClass::kInsert: return "insert";
    case StatementClass::kUpdate: return "update";
    case StatementClass::kDelete: return "delete";
    case StatementClass::kMerge: return "merge";
    case StatementClass::kUtility: return "utility";
  }
  return "utility";
}

// What makes up a tenth of the time or more, largest first; before all a cartesian product.
std::vector<std::string> reasons_of(std::vector<Share> shares, double total, bool cartesian) {
  constexpr double kWorthSaying = 0.1;  // share of the whole
  std::stable_sort(shares.begin(), shares.end(),
                   [](const Share& a, const Share& b) { return a.microseconds > b.microseconds; });
  std::vector<std::string> reasons;
  if (cartesian)
    reasons.emplace_back("cartesian product: some relations are joined by no predicate");
  for (const Share& share : shares) {
    if (share.microseconds < kWorthSaying * total) break;
    const std::string what = share.count == 1 ? share.one : share.many;
    if (!what.empty()) reasons.push_back(std::to_string(share.count) + " " + what);
  }
  return reasons;
}

void describe_joins(const StatementFacts& facts, ComplexityScore& result) {
  const JoinGraph* most = nullptr;
  for (const QueryBlock& block : facts.blocks) {
    result.joins += std::max(0, block.joins.items() - 1);
    result.cartesian = result.cartesian || block.cartesian;
    // An outer block comes after its inner ones, and is named where both join as many.
    if (most == nullptr || block.joins.items() >= most->items()) most = &block.joins;
  }
  const JoinShape shape = most == nullptr ? JoinShape::kSingle : shape_of(*most);
  result.join_graph = name_of(shape);
}

ComplexityScore describe(const StatementFacts& facts) {
  ComplexityScore result;
  result.statement_class = name_of(facts.statement_class);
  result.level = "none";
  result.subqueries = facts.from_subqueries + facts.sublinks;
  result.ctes = facts.ctes;
  result.set_operations = facts.set_operations;
  result.aggregates = facts.aggregates;
  result.window_functions = facts.window_functions;
  result.function_calls = facts.function_calls;
  result.predicates = facts.predicates;
  result.depth = facts.depth;
  describe_joins(facts, result);
  return result;
}

}  // namespace

Result<ComplexityScore> score_complexity(std::string_view sql) {
  const Result<sql::ParseTree> tree = sql::ParseTree::parse_one(sql);
  if (!tree.ok()) return tree.failure();
  const StatementFacts facts = read_facts(tree->statement(0));
  ComplexityScore result = describe(facts);
  if (facts.statement_class == StatementClass::kUtility) {
    result.reasons = {"utility statement: not scored; a query inside it can be, by itself"};
    return result;
  }
  std::vector<Share> shares = shares_of(facts);
  double total = 0;
  for (const Share& share : shares) total += share.microseconds;
  result.score = score_of(total);
  result.level = level_of(*result.score);
  result.reasons = reasons_of(std::move(shares), total, result.cartesian);
  return result;
}

}  // namespace tend::workload
