// SPDX-License-Identifier: PostgreSQL
// A product of named factors, each one minus a penalty times the share of the gain it concerns.
// Heuristic until measured results calibrate it: docs/methods/index-advice.md#confidence.
//
// Tested by tests/unit/index/confidence_test.cpp.
#include "core/index/confidence.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tend::index {

namespace {

// A planner estimate is never certain, even with nothing known against it.
constexpr double kBestConfidence = 0.95;
// Rows modified since the last ANALYZE, as a fraction, from which statistics count as stale:
// autovacuum_analyze_scale_factor's default. At all rows the confidence is halved.
constexpr double kStaleFrom = 0.1;
constexpr double kStalePenalty = 0.5;
// A range with an unknown bound is taken for a third of the table, or 0.5 % between two bounds,
// whatever the values are.
constexpr double kParameterRangePenalty = 0.25;
// An ordered scan under LIMIT is costed as if the matching rows were spread evenly.
constexpr double kLimitPenalty = 0.25;
// A probe per outer row multiplies the error of the outer estimate.
constexpr double kProbePenalty = 0.1;
// Without statistics (its function may not be run on sampled rows, or the index is partial) the
// planner takes an expression to have 200 values, whatever it has; it gets statistics with its
// index.
constexpr double kExpressionPenalty = 0.25;
// A statement measured once may never come again.
constexpr double kSeenOncePenalty = 0.3;

using Uses = std::vector<IndexUse>;

// The share of the index's gain that comes from uses for which `concerned` holds.
double share_of_gain(const Uses& uses, const EvidencePorts& ports,
                     const std::function<bool(const ObservedQuery&)>& concerned) {
  Cost all;
  Cost part;
  for (const IndexUse& use : uses) {
    const Cost gain = std::max(use.without - use.with, Cost(0)) * ports.cost.calls(use.query);
    all += gain;
    if (concerned(ports.queries[use.query])) part += gain;
  }
  return all > Cost(0) ? part / all : 0;
}

bool has_key(const IndexDefinition& definition, const IndexTerm& term) {
  return std::any_of(definition.keys.begin(), definition.keys.end(),
                     [&](const KeyPart& key) { return key.term == term; });
}

bool any_qual(const ObservedQuery& query, const IndexDefinition& definition,
              const std::function<bool(const Qual&)>& fits) {
  for (const RelationAccess* access : accesses_of(query, definition.relation)) {
    for (const Qual& qual : access->quals) {
      if (has_key(definition, qual.term) && fits(qual)) return true;
    }
  }
  return false;
}

bool is_parameter_range(const Qual& qual) {
  return qual.comparison == Comparison::kRange && qual.operand == Operand::kParameter;
}

bool is_probe(const Qual& qual) {
  return qual.operand == Operand::kJoin || qual.operand == Operand::kOuter;
}

bool is_guessed_expression(const Qual& qual) {
  return qual.term.is_expression() && qual.distinct_values == 0;
}

bool orders_under_limit(const ObservedQuery& query, const IndexDefinition& definition) {
  const std::vector<const RelationAccess*> accesses = accesses_of(query, definition.relation);
  return std::any_of(accesses.begin(), accesses.end(), [&](const RelationAccess* access) {
    return access->limited && !access->order.empty() &&
           has_key(definition, access->order.front().term);
  });
}

// Only measured statements can have been seen once; a caller's weight of one says nothing.
bool seen_once(const ObservedQuery& query) {
  return query.query->execution_total.has_value() && query.query->calls <= 1;
}

double staleness(const RelationSnapshot& relation) {
  const double modified = relation.modified_since_analyze / std::max(relation.rows, 1.0);
  return std::clamp((modified - kStaleFrom) / (1 - kStaleFrom), 0.0, 1.0);
}

class Product {
 public:
  void discount(double penalty, double share, const char* doubt) {
    if (share <= 0) return;
    result_.value *= 1 - penalty * share;
    result_.doubts.emplace_back(doubt);
  }
  Confidence take() { return std::move(result_); }

 private:
  Confidence result_{.value = kBestConfidence, .doubts = {}};
};

}  // namespace

Confidence assess_confidence(const IndexEvidence& evidence, const EvidencePorts& ports) {
  const IndexDefinition& definition = ports.cost.candidates()[evidence.id].definition;
  const auto share = [&](const std::function<bool(const ObservedQuery&)>& concerned) {
    return share_of_gain(evidence.uses, ports, concerned);
  };
  const auto share_with = [&](bool (*fits)(const Qual&)) {
    return share([&](const ObservedQuery& query) { return any_qual(query, definition, fits); });
  };
  Product product;
  product.discount(kStalePenalty, staleness(ports.relations.at(definition.relation)),
                   "the table has changed much since its last ANALYZE");
  product.discount(kParameterRangePenalty, share_with(is_parameter_range),
                   "the width of a range given by parameters is unknown");
  product.discount(kLimitPenalty, share([&](const ObservedQuery& query) {
                     return orders_under_limit(query, definition);
                   }),
                   "an ordered scan under LIMIT depends on where the matching rows are");
  product.discount(kProbePenalty, share_with(is_probe),
                   "the number of join probes depends on the estimate for another table");
  const bool guesses = !ports.cost.candidates()[evidence.id].size.knows_expressions;
  product.discount(kExpressionPenalty, guesses ? share_with(is_guessed_expression) : 0,
                   "an expression has no statistics before its index is built and analyzed: what "
                   "it finds is a guess");
  product.discount(kSeenOncePenalty, share(seen_once), "its gain comes from a statement run once");
  return product.take();
}

}  // namespace tend::index
