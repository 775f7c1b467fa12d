// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/merging_test.cpp.
#include "core/index/merging.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/index/advise.h"
#include "core/index/covering.h"

namespace tend::index {

namespace {

bool can_merge(const IndexDefinition& a, const IndexDefinition& b) {
  return a.relation == b.relation && a.method == b.method && a.predicate == b.predicate &&
         a.method == kBtree && a.keys.front() == b.keys.front() && !(a == b);
}

bool has_key(const IndexDefinition& index, const IndexTerm& term) {
  return std::any_of(index.keys.begin(), index.keys.end(),
                     [&](const KeyPart& key) { return key.term == term; });
}

void add_payload(IndexDefinition& index, const IndexTerm& term) {
  if (has_key(index, term)) return;
  if (std::find(index.include.begin(), index.include.end(), term) == index.include.end()) {
    index.include.push_back(term);
  }
}

// Payload can only be plain columns.
bool is_possible(const IndexDefinition& index, int max_columns) {
  return index.keys.size() <= static_cast<std::size_t>(max_columns) &&
         index.include.size() <= kMaxPayload &&
         std::none_of(index.include.begin(), index.include.end(),
                      [](const IndexTerm& term) { return term.is_expression(); });
}

// The first's keys, what the second has besides as payload.
IndexDefinition with_payload_of(const IndexDefinition& first, const IndexDefinition& second) {
  IndexDefinition merged = first;
  for (const KeyPart& key : second.keys) add_payload(merged, key.term);
  for (const IndexTerm& term : second.include) add_payload(merged, term);
  std::sort(merged.include.begin(), merged.include.end(),
            [](const IndexTerm& a, const IndexTerm& b) { return a.column < b.column; });
  return merged;
}

// The first's keys, then the second's others; the payload of both.
IndexDefinition with_keys_of(const IndexDefinition& first, const IndexDefinition& second) {
  IndexDefinition merged = first;
  merged.include.clear();
  for (const KeyPart& key : second.keys) {
    if (!has_key(merged, key.term)) merged.keys.push_back(key);
  }
  for (const IndexDefinition* each : {&first, &second}) {
    for (const IndexTerm& term : each->include) add_payload(merged, term);
  }
  std::sort(merged.include.begin(), merged.include.end(),
            [](const IndexTerm& a, const IndexTerm& b) { return a.column < b.column; });
  return merged;
}

// Whether max_columns alone keeps a merge from being made.
bool is_cut(const IndexDefinition& first, const IndexDefinition& second, int max_columns) {
  if (max_columns >= kDefaultColumns || !can_merge(first, second)) return false;
  const IndexDefinition longer = with_keys_of(first, second);
  return is_possible(longer, kDefaultColumns) && !is_possible(longer, max_columns);
}

}  // namespace

std::vector<IndexDefinition> merges_of(const IndexDefinition& first, const IndexDefinition& second,
                                       int max_columns) {
  std::vector<IndexDefinition> merges;
  if (!can_merge(first, second)) return merges;
  for (const IndexDefinition& merged :
       {with_keys_of(first, second), with_payload_of(first, second)}) {
    if (is_possible(merged, max_columns) && !(merged == first) && !(merged == second)) {
      merges.push_back(merged);
    }
  }
  return merges;
}

GeneratedCandidates merged_candidates(const std::vector<CandidateId>& winners,
                                      const std::vector<Candidate>& candidates, int max_columns) {
  std::set<std::pair<RelationId, std::string>> known;
  for (const Candidate& each : candidates) {
    known.emplace(each.definition.relation, canonical_text(each.definition));
  }
  std::map<RelationId, std::size_t> made;
  GeneratedCandidates merged;
  for (const CandidateId first : winners) {
    for (const CandidateId second : winners) {
      const IndexDefinition& definition = candidates[first].definition;
      if (first == second || made[definition.relation] >= kMaxMergedPerRelation) continue;
      merged.keys_cut |= is_cut(definition, candidates[second].definition, max_columns);
      for (IndexDefinition& each :
           merges_of(definition, candidates[second].definition, max_columns)) {
        if (!known.emplace(each.relation, canonical_text(each)).second) continue;
        ++made[each.relation];
        merged.definitions.push_back(std::move(each));
      }
    }
  }
  return merged;
}

}  // namespace tend::index
