// SPDX-License-Identifier: PostgreSQL
// Which unserved clauses matter is decided here, from sizes, selectivities and the plan; what to
// say about each is in rewrite_hint. Tested by tests/unit/index/unserved_test.cpp.
#include "core/index/unserved.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/index/number_text.h"
#include "core/index/rewrite_hint.h"
#include "core/index/search.h"
#include "core/index/unindexable.h"

namespace tend::index {

namespace {

// The server's default cpu_tuple_cost, so that a scan is weighed in the planner's own currency.
constexpr double kTupleCost = 0.01;

Cost scan_cost(const RelationSnapshot& relation) {
  return Cost(static_cast<double>(relation.pages.value()) + relation.rows * kTupleCost);
}

bool is_selective(const UnservedClause& clause) {
  const bool guessed = clause.obstacle == Obstacle::kCast || clause.obstacle == Obstacle::kFunction;
  return clause.selectivity <= (guessed ? kSelectiveGuess : kSelectiveClause);
}

// The same clause among the accesses of one planning; NULL if there is none.
const UnservedClause* find_like(const std::vector<RelationAccess>& reads, RelationId relation,
                                const UnservedClause& like) {
  for (const RelationAccess& access : reads) {
    if (access.relation != relation) continue;
    for (const UnservedClause& clause : access.unserved) {
      if (clause.is_like(like)) return &clause;
    }
  }
  return nullptr;
}

using Found = std::map<RelationId, std::vector<UnservedClause>>;

void add(Found& found, RelationId relation, const UnservedClause& clause) {
  std::vector<UnservedClause>& known = found[relation];
  const bool repeated = std::any_of(
      known.begin(), known.end(), [&](const UnservedClause& each) { return each.is_like(clause); });
  if (!repeated) known.push_back(clause);
}

// A pattern or a type may be known from captured executions only; it counts if every one has it,
// with the least selective of its occurrences.
void add_of_executions(Found& found, const QueryObservation& observation) {
  if (observation.execution_reads.empty()) return;
  for (const RelationAccess& access : observation.execution_reads.front()) {
    for (UnservedClause clause : access.unserved) {
      bool in_all = true;
      for (const std::vector<RelationAccess>& reads : observation.execution_reads) {
        const UnservedClause* same = find_like(reads, access.relation, clause);
        in_all = in_all && same != nullptr;
        if (same != nullptr) clause.selectivity = std::max(clause.selectivity, same->selectivity);
      }
      if (in_all) add(found, access.relation, clause);
    }
  }
}

Found clauses_of(const QueryObservation& observation) {
  Found found;
  for (const RelationAccess& access : observation.reads) {
    for (const UnservedClause& clause : access.unserved) add(found, access.relation, clause);
  }
  add_of_executions(found, observation);
  return found;
}

Unindexable row_of(const ObservedQuery& query, const RelationSnapshot& relation,
                   const UnservedClause& clause) {
  const QueryId id = query.query->id ? query.query->id : query.observation.query_id;
  Unindexable row;
  row.query_id = id;
  row.role = query.query->role;
  row.query = query.query->text;
  row.reason_class = class_of(clause);
  row.reason = obstacle_text(clause, relation.name) + "; the table is read whole (" +
               bytes_text(bytes_of(relation.pages)) + ")";
  row.hint = rewrite_hint(clause, relation.name);
  row.planned = true;
  return row;
}

}  // namespace

std::vector<Unindexable> unserved_statements(const Evaluation& chosen, WorkloadCost& cost,
                                             const std::vector<ObservedQuery>& queries,
                                             const Relations& relations) {
  std::vector<Unindexable> rows;
  for (std::size_t q = 0; q < queries.size(); ++q) {
    for (const auto& [id, clauses] : clauses_of(queries[q].observation)) {
      const RelationSnapshot& relation = relations.at(id);
      if (!takes_candidates(relation) || !reads_whole(cost.plan(q, chosen).shape, id)) continue;
      const bool weighs = scan_cost(relation) >= chosen.per_query[q] * kMinQueryGain;
      std::map<std::string_view, const UnservedClause*> by_class;
      for (const UnservedClause& clause : clauses) {
        // A subquery in an OR costs what it does because every row of the table asks it.
        if (!is_selective(clause) || !(weighs || clause.obstacle == Obstacle::kAlternatives)) {
          continue;
        }
        const UnservedClause*& best = by_class[class_of(clause)];
        if (best == nullptr || clause.selectivity < best->selectivity) best = &clause;
      }
      for (const auto& each : by_class) {
        rows.push_back(row_of(queries[q], relation, *each.second));
      }
    }
  }
  return rows;
}

}  // namespace tend::index
