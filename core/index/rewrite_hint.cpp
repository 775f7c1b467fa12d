// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/rewrite_hint_test.cpp.
#include "core/index/rewrite_hint.h"

namespace tend::index {

namespace {

std::string columns_of(const UnservedClause& clause) {
  std::string names;
  for (const std::string& column : clause.columns) names += (names.empty() ? "" : ", ") + column;
  return names;
}

// A cast between types of time drops a part of the value: casting the other side instead would
// mean something else.
bool is_rounding(const UnservedClause& clause) {
  return clause.obstacle == Obstacle::kCast && clause.of_time;
}

std::string pattern_hint(const UnservedClause& clause, const std::string& relation) {
  const std::string column = columns_of(clause);
  std::string hint = "With the extension pg_trgm, CREATE INDEX ON " + relation + " USING gin (" +
                     column + " gin_trgm_ops) serves patterns with three fixed characters.";
  if (clause.suffix) {
    hint += " A pattern that is fixed at its end can be compared reversed: reverse(" + column +
            ") LIKE reverse(pattern), with CREATE INDEX ON " + relation + " (reverse(" + column +
            ") text_pattern_ops).";
  }
  return hint;
}

std::string function_hint(const UnservedClause& clause, const std::string& relation) {
  const std::string column = columns_of(clause);
  if (clause.of_time) {
    return "Compare " + column +
           " itself with a range, from the first moment wanted up to but "
           "without the first one after it, or move the computation to the other side; then an "
           "index on " +
           column + " serves it.";
  }
  if (clause.immutable) {
    return "CREATE INDEX ON " + relation +
           " with the expression as the statement writes it, then "
           "ANALYZE " +
           relation + "; or compare " + column + " itself.";
  }
  return "Compare " + column +
         " itself, with the computation on the other side; or put the "
         "expression into an immutable function, if its result depends on nothing else, and index "
         "that.";
}

std::string function_text(const UnservedClause& clause) {
  if (is_rounding(clause)) {
    return "a cast from " + clause.column_type + " to " + clause.cast_type;
  }
  return clause.function.empty() ? "an expression" : clause.function + "()";
}

}  // namespace

std::string_view class_of(const UnservedClause& clause) {
  switch (clause.obstacle) {
    case Obstacle::kPattern: return "leading_wildcard";
    case Obstacle::kCast: return is_rounding(clause) ? "function_on_column" : "type_mismatch";
    case Obstacle::kFunction: return "function_on_column";
    case Obstacle::kAlternatives: return "or_across_columns";
    case Obstacle::kInequality: return "not_equal";
  }
  return "other";
}

std::string obstacle_text(const UnservedClause& clause, const std::string& relation) {
  const std::string where = columns_of(clause) + " of " + relation;
  if (clause.obstacle == Obstacle::kPattern) {
    return "the pattern for " + where +
           " may match anywhere in the value, and a B-tree is ordered by how values begin";
  }
  if (clause.obstacle == Obstacle::kAlternatives) {
    return "an OR joins a condition on " + where +
           " with one on another table or a subquery, which no index of one table decides";
  }
  if (clause.obstacle == Obstacle::kInequality) {
    return "<> or NOT IN on " + where + " excludes values, and a B-tree finds those asked for";
  }
  if (clause.obstacle == Obstacle::kCast && !is_rounding(clause)) {
    return where + " is " + clause.column_type + " and is compared as " + clause.cast_type +
           ": the cast stands on the column, not on the value";
  }
  return function_text(clause) + " stands around " + where +
         (clause.immutable ? ", which an index on the column alone does not serve"
                           : " and is not immutable, so that no index can hold its result");
}

std::string rewrite_hint(const UnservedClause& clause, const std::string& relation) {
  const std::string column = columns_of(clause);
  switch (clause.obstacle) {
    case Obstacle::kPattern: return pattern_hint(clause, relation);
    case Obstacle::kCast:
      if (is_rounding(clause)) return function_hint(clause, relation);
      return "Cast the constant or the parameter to " + clause.column_type +
             ", or bind it with that type, and leave " + column + " without a cast.";
    case Obstacle::kFunction: return function_hint(clause, relation);
    case Obstacle::kAlternatives:
      return "Write the alternatives as statements of their own joined by UNION ALL, each leaving "
             "out the rows of those before it; then each can use an index.";
    case Obstacle::kInequality:
      return "List the wanted values with IN, or CREATE INDEX ON " + relation + " (" + column +
             ") with this same condition as its WHERE.";
  }
  return "";
}

}  // namespace tend::index
