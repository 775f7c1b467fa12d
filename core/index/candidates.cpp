// SPDX-License-Identifier: PostgreSQL
// Per access: the key sequences of key_order, whole and as prefixes, total and (where the text
// proves a predicate) partial. Per table: bounded, heaviest statements first.
//
// Source: docs/methods/index-advice.md#candidates. Tested by tests/unit/index/candidates_test.cpp.
#include "core/index/candidates.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "core/index/covering.h"
#include "core/index/key_order.h"
#include "core/index/other_methods.h"
#include "core/index/partial.h"

namespace tend::index {

namespace {

// Bounds on what one access and one table contribute. An ordinary access makes 5 to 20; the bounds
// keep generated statements with dozens of clauses from crowding out everybody else.
constexpr std::size_t kMaxPerAccess = 96;
constexpr std::size_t kMaxPerRelation = 600;

// Candidates of one table, each once, until the table has its share.
class RelationPool {
 public:
  RelationPool(const RelationSnapshot& relation, int max_columns)
      : relation_(relation),
        max_columns_(static_cast<std::size_t>(max_columns)),
        stays_visible_(stays_visible(relation)) {}

  // The sequence itself first, then each shorter prefix; then the sequence with what the access
  // reads besides.
  void add(const KeySequence& keys, const Predicate& predicate, const RelationAccess& access) {
    const std::size_t longest = std::min(keys.size(), max_columns_);
    keys_cut_ |= longest < keys.size();
    for (std::size_t length = longest; length > 0; --length) {
      add(definition_of(keys, length, predicate));
    }
    if (longest > 0) add_covering(definition_of(keys, longest, predicate), access);
  }
  void add(IndexDefinition definition) {
    if (left_for_access_ == 0 || definitions_.size() >= kMaxPerRelation) return;
    if (!seen_.insert(canonical_text(definition)).second || exists(definition)) return;
    definitions_.push_back(std::move(definition));
    --left_for_access_;
  }
  void begin_access() { left_for_access_ = kMaxPerAccess; }
  std::vector<IndexDefinition> take() { return std::move(definitions_); }
  bool keys_cut() const { return keys_cut_; }

 private:
  IndexDefinition definition_of(const KeySequence& keys, std::size_t length,
                                const Predicate& predicate) const {
    IndexDefinition definition;
    definition.relation = relation_.id;
    definition.relation_name = relation_.name;
    definition.keys.assign(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(length));
    definition.predicate = predicate.text;
    definition.predicate_columns = predicate.columns;
    return definition;
  }

  void add_covering(IndexDefinition definition, const RelationAccess& access) {
    if (!stays_visible_ || reads_many(access, definition) || finds_unique(definition, relation_)) {
      return;
    }
    std::optional<std::vector<IndexTerm>> payload = missing_payload(access, definition);
    if (!payload) return;
    definition.include = std::move(*payload);
    add(std::move(definition));
  }

  // An index that begins with the same keys, or with all of them the other way round, already
  // gives every scan the candidate could give.
  bool exists(const IndexDefinition& definition) const {
    IndexDefinition backwards = definition;
    backwards.keys = reversed(backwards.keys);
    return std::any_of(
        relation_.indexes.begin(), relation_.indexes.end(), [&](const ExistingIndex& index) {
          return index.valid &&
                 (subsumes(index.definition, definition) || subsumes(index.definition, backwards));
        });
  }

  const RelationSnapshot& relation_;
  std::size_t max_columns_;
  bool stays_visible_;
  bool keys_cut_ = false;
  std::size_t left_for_access_ = 0;
  std::vector<IndexDefinition> definitions_;
  std::set<std::string> seen_;
};

bool binds_to_value(const Qual& qual, const IndexTerm& term) {
  return qual.term == term && qual.comparison == Comparison::kEqual &&
         qual.operand != Operand::kJoin;
}

// Equality on every column of a unique index finds at most one row; no other index finds it sooner.
bool finds_one_row(const RelationAccess& access, const RelationSnapshot& relation) {
  return std::any_of(
      relation.indexes.begin(), relation.indexes.end(), [&](const ExistingIndex& index) {
        const IndexDefinition& unique = index.definition;
        if (!index.valid || !unique.unique || !unique.predicate.empty()) return false;
        return std::all_of(unique.keys.begin(), unique.keys.end(), [&](const KeyPart& key) {
          return std::any_of(access.quals.begin(), access.quals.end(),
                             [&](const Qual& qual) { return binds_to_value(qual, key.term); });
        });
      });
}

// Each arm alone, and with what the whole access demands: the planner scans both for a BitmapOr.
std::vector<RelationAccess> arms_of(const RelationAccess& access) {
  std::vector<RelationAccess> arms;
  for (const std::vector<Qual>& arm : access.or_arms) {
    RelationAccess alone;
    alone.relation = access.relation;
    alone.quals = arm;
    RelationAccess together = alone;
    together.quals.insert(together.quals.end(), access.quals.begin(), access.quals.end());
    arms.push_back(std::move(alone));
    if (!access.quals.empty()) arms.push_back(std::move(together));
  }
  return arms;
}

void add_access(RelationPool& pool, const RelationAccess& access, const EqualityUse& use) {
  for (const KeySequence& keys : key_sequences(access, use)) pool.add(keys, {}, access);
  for (const PartialAccess& partial : partial_accesses(access)) {
    for (const KeySequence& keys : key_sequences(partial.rest, use)) {
      pool.add(keys, partial.predicate, access);
    }
  }
}

bool mentions(const std::vector<Qual>& quals, const IndexDefinition& definition) {
  const std::vector<int>& filter = definition.predicate_columns;
  return std::any_of(quals.begin(), quals.end(), [&](const Qual& qual) {
    return qual.term == definition.keys.front().term ||
           std::any_of(qual.term.columns.begin(), qual.term.columns.end(), [&](int column) {
             return std::binary_search(filter.begin(), filter.end(), column);
           });
  });
}

bool mentions(const RelationAccess& access, const IndexDefinition& definition) {
  if (access.relation != definition.relation) return false;
  if (definition.method != kBtree) return serves_otherwise(definition, access);
  const IndexTerm& leading = definition.keys.front().term;
  const auto is_leading = [&](const IndexTerm& term) { return term == leading; };
  const auto sorts = [&](const SortKey& key) { return key.term == leading; };
  return covers(access, definition) || mentions(access.quals, definition) ||
         std::any_of(access.or_arms.begin(), access.or_arms.end(),
                     [&](const std::vector<Qual>& arm) { return mentions(arm, definition); }) ||
         std::any_of(access.order.begin(), access.order.end(), sorts) ||
         std::any_of(access.grouping.begin(), access.grouping.end(), is_leading);
}

}  // namespace

GeneratedCandidates generate_candidates(const std::vector<ObservedQuery>& queries,
                                        const Relations& relations, int max_columns) {
  std::map<RelationId, EqualityUse> uses;
  for (const ObservedQuery& each : queries) {
    for (const RelationAccess& access : each.observation.reads) uses[access.relation].add(access);
  }
  std::map<RelationId, RelationPool> pools;
  for (const std::size_t i : by_weight(queries)) {
    for (const RelationAccess& access : queries[i].observation.reads) {
      const RelationSnapshot& relation = relations.at(access.relation);
      if (!takes_candidates(relation) || finds_one_row(access, relation)) continue;
      RelationPool& pool = pools.try_emplace(relation.id, relation, max_columns).first->second;
      pool.begin_access();
      for (IndexDefinition& index : other_method_indexes(access, relation)) {
        pool.add(std::move(index));
      }
      add_access(pool, access, uses.at(access.relation));
      for (const RelationAccess& arm : arms_of(access)) {
        add_access(pool, arm, uses.at(access.relation));
      }
    }
  }
  GeneratedCandidates generated;
  std::vector<std::tuple<std::string, std::string, IndexDefinition>> sorted;
  for (auto& [relation, pool] : pools) {
    generated.keys_cut |= pool.keys_cut();
    for (IndexDefinition& definition : pool.take()) {
      std::string spelling = canonical_text(definition);
      sorted.emplace_back(definition.relation_name, std::move(spelling), std::move(definition));
    }
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
  });
  generated.definitions.reserve(sorted.size());
  for (auto& each : sorted) generated.definitions.push_back(std::move(std::get<2>(each)));
  return generated;
}

void hypothesize(const std::vector<IndexDefinition>& definitions, const HypothesisPorts& ports,
                 std::vector<Candidate>& candidates) {
  for (const IndexDefinition& definition : definitions) {
    if (ports.limit.must_stop()) break;
    // An id whose index is left out is given to the next.
    const auto id = static_cast<CandidateId>(candidates.size());
    Result<HypotheticalSize> size = ports.what_if.hypothesize(id, definition);
    if (!size || copies_table(definition, *size, ports.relations.at(definition.relation))) continue;
    candidates.push_back({definition, *size});
  }
}

std::vector<std::vector<CandidateId>> relevant_candidates(const std::vector<ObservedQuery>& queries,
                                                          const std::vector<Candidate>& candidates,
                                                          std::size_t first) {
  std::map<RelationId, std::vector<CandidateId>> by_relation;
  for (std::size_t i = first; i < candidates.size(); ++i) {
    by_relation[candidates[i].definition.relation].push_back(static_cast<CandidateId>(i));
  }
  std::vector<std::vector<CandidateId>> relevant(queries.size());
  for (std::size_t q = 0; q < queries.size(); ++q) {
    std::set<CandidateId> ids;
    for (const RelationAccess& access : queries[q].observation.reads) {
      for (const CandidateId id : by_relation[access.relation]) {
        if (mentions(access, candidates[id].definition)) ids.insert(id);
      }
    }
    relevant[q].assign(ids.begin(), ids.end());
  }
  return relevant;
}

}  // namespace tend::index
