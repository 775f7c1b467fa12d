// SPDX-License-Identifier: PostgreSQL
// A B-tree serves leading equalities and then one more thing: a range, an order, or groups. Every
// sequence here is equalities in some order followed by one such tail.
//
// Source: docs/methods/index-advice.md#candidates. Tested by tests/unit/index/key_order_test.cpp.
#include "core/index/key_order.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

namespace tend::index {

namespace {

// Estimates of zero rows are rounding, not knowledge; one row in a billion is as good as none.
constexpr double kLeastSelectivity = 1e-9;
// Ranges tried as the tail of one access: the two most selective; a third rarely wins and each one
// multiplies the sequences.
constexpr std::size_t kMaxRanges = 2;

using Terms = std::vector<IndexTerm>;

// The clauses of one access by the part they can play in a key.
struct AccessRoles {
  Terms equal;   // constants and parameters
  Terms nulls;   // IS NULL: an equality, but rarely the selective one
  Terms probes;  // columns of other tables or outer queries
  Terms any_of;
  KeySequence ranges;  // most selective first; a clause may need an operator class of its own
  KeySequence order;
  Terms grouping;
};

KeySequence keys_of(const Terms& terms) {
  KeySequence keys;
  for (const IndexTerm& term : terms)
    keys.push_back({.term = term, .opclass = {}, .collation = {}});
  return keys;
}

KeySequence joined(std::initializer_list<KeySequence> parts) {
  KeySequence keys;
  std::set<std::string> seen;
  for (const KeySequence& part : parts) {
    for (const KeyPart& key : part) {
      if (seen.insert(key.term.text).second) keys.push_back(key);
    }
  }
  return keys;
}

void add_range(KeySequence& ranges, const Qual& qual) {
  const KeyPart key{.term = qual.term, .opclass = qual.opclass, .collation = {}};
  if (std::find(ranges.begin(), ranges.end(), key) == ranges.end()) ranges.push_back(key);
}

void add_term(Terms& terms, const IndexTerm& term) {
  if (std::find(terms.begin(), terms.end(), term) == terms.end()) terms.push_back(term);
}

void sort_by_selectivity(Terms& terms, const EqualityUse& use) {
  std::sort(terms.begin(), terms.end(), [&](const IndexTerm& a, const IndexTerm& b) {
    return std::make_tuple(use.selectivity(a), std::cref(a.text)) <
           std::make_tuple(use.selectivity(b), std::cref(b.text));
  });
}

void sort_by_sharing(Terms& terms, const EqualityUse& use) {
  std::stable_sort(terms.begin(), terms.end(), [&](const IndexTerm& a, const IndexTerm& b) {
    return use.count(a) > use.count(b);
  });
}

bool is_probe(const Qual& qual) {
  return qual.operand == Operand::kJoin || qual.operand == Operand::kOuter;
}

AccessRoles roles_of(const RelationAccess& access, const EqualityUse& use) {
  AccessRoles roles;
  std::vector<const Qual*> ranges;
  for (const Qual& qual : access.quals) {
    switch (qual.comparison) {
      case Comparison::kEqual:
        add_term(is_probe(qual) ? roles.probes : roles.equal, qual.term);
        break;
      case Comparison::kIsNull: add_term(roles.nulls, qual.term); break;
      case Comparison::kAnyOf: add_term(roles.any_of, qual.term); break;
      case Comparison::kRange:
      case Comparison::kIsNotNull: ranges.push_back(&qual); break;
    }
  }
  std::stable_sort(ranges.begin(), ranges.end(),
                   [](const Qual* a, const Qual* b) { return a->selectivity < b->selectivity; });
  for (const Qual* qual : ranges) add_range(roles.ranges, *qual);
  for (Terms* terms : {&roles.equal, &roles.nulls, &roles.probes, &roles.any_of}) {
    sort_by_selectivity(*terms, use);
  }
  roles.order = ascending_spelling(access.order);
  for (const IndexTerm& term : access.grouping) add_term(roles.grouping, term);
  return roles;
}

class SequenceList {
 public:
  void add(KeySequence keys) {
    if (keys.empty()) return;
    std::string spelling;
    for (const KeyPart& key : keys) {
      spelling += key.term.text;
      spelling += key.descending ? " d" : " a";
      spelling += key.nulls_first ? "f" : "l";
      spelling += key.opclass + "\n";
    }
    if (seen_.insert(spelling).second) sequences_.push_back(std::move(keys));
  }
  std::vector<KeySequence> take() { return std::move(sequences_); }

 private:
  std::vector<KeySequence> sequences_;
  std::set<std::string> seen_;
};

// The narrower range leads; the other one rules entries out before their rows are fetched.
void add_both_ranges(SequenceList& list, const KeySequence& leading, const AccessRoles& roles) {
  if (roles.ranges.size() < 2 || roles.ranges[0].term == roles.ranges[1].term) return;
  list.add(joined({leading, {roles.ranges[0], roles.ranges[1]}}));
}

// Everything that may follow one arrangement of the equalities.
void add_tails(SequenceList& list, const KeySequence& equal, const AccessRoles& roles) {
  const KeySequence any_of = keys_of(roles.any_of);
  const std::size_t ranges = std::min(roles.ranges.size(), kMaxRanges);
  add_both_ranges(list, joined({equal, any_of}), roles);
  for (std::size_t i = 0; i < ranges; ++i) {
    list.add(joined({equal, any_of, {roles.ranges[i]}}));
  }
  if (!roles.order.empty()) list.add(joined({equal, roles.order}));
  if (!roles.grouping.empty()) list.add(joined({equal, keys_of(roles.grouping)}));
  list.add(joined({equal, any_of}));
  for (std::size_t i = 0; i < ranges && !any_of.empty(); ++i) {
    list.add(joined({equal, {roles.ranges[i]}}));
  }
  list.add(equal);
}

void add_probes(SequenceList& list, const KeySequence& equal, const AccessRoles& roles) {
  for (const IndexTerm& probe : roles.probes) {
    const KeySequence key = keys_of({probe});
    add_tails(list, joined({equal, key}), roles);
    add_tails(list, joined({key, equal}), roles);
  }
  if (roles.probes.size() > 1) {
    add_tails(list, joined({keys_of(roles.probes), equal}), roles);
    add_tails(list, joined({equal, keys_of(roles.probes)}), roles);
  }
}

void add_singles(SequenceList& list, const AccessRoles& roles) {
  for (const Terms* terms :
       {&roles.equal, &roles.probes, &roles.any_of, &roles.nulls, &roles.grouping}) {
    for (const IndexTerm& term : *terms) list.add(keys_of({term}));
  }
  for (const KeyPart& key : roles.ranges) list.add({key});
  list.add(roles.order);
}

}  // namespace

void EqualityUse::add(const Qual& qual) {
  if (qual.comparison == Comparison::kRange || qual.comparison == Comparison::kIsNotNull) return;
  Use& use = uses_[qual.term.text];
  ++use.count;
  use.log_selectivity += std::log(std::clamp(qual.selectivity, kLeastSelectivity, 1.0));
}

void EqualityUse::add(const RelationAccess& access) {
  for (const Qual& qual : access.quals) add(qual);
  for (const std::vector<Qual>& arm : access.or_arms) {
    for (const Qual& qual : arm) add(qual);
  }
}

int EqualityUse::count(const IndexTerm& term) const {
  const auto found = uses_.find(term.text);
  return found == uses_.end() ? 0 : found->second.count;
}

double EqualityUse::selectivity(const IndexTerm& term) const {
  const auto found = uses_.find(term.text);
  if (found == uses_.end()) return 1.0;
  return std::exp(found->second.log_selectivity / found->second.count);
}

std::vector<KeySequence> key_sequences(const RelationAccess& access, const EqualityUse& use) {
  const AccessRoles roles = roles_of(access, use);
  // A prefix that many accesses share serves all of them, even where another order is the more
  // selective one for a single access.
  Terms shared = roles.equal;
  sort_by_sharing(shared, use);
  const KeySequence nulls = keys_of(roles.nulls);

  SequenceList list;
  for (const Terms* equal : {&roles.equal, static_cast<const Terms*>(&shared)}) {
    const KeySequence keys = joined({keys_of(*equal), nulls});
    add_tails(list, keys, roles);
    add_probes(list, keys, roles);
    // Most rows may be NULL there: then the order is worth more than the clause.
    if (!nulls.empty() && !roles.order.empty()) list.add(joined({keys_of(*equal), roles.order}));
  }
  add_singles(list, roles);
  return list.take();
}

KeySequence ascending_spelling(const std::vector<SortKey>& order) {
  KeySequence keys;
  for (const SortKey& key : order) {
    keys.push_back({.term = key.term,
                    .descending = key.descending,
                    .nulls_first = key.nulls_first,
                    .opclass = {},
                    .collation = {}});
  }
  return !keys.empty() && keys.front().descending ? reversed(std::move(keys)) : keys;
}

KeySequence reversed(KeySequence keys) {
  for (KeyPart& key : keys) {
    key.descending = !key.descending;
    key.nulls_first = !key.nulls_first;
  }
  return keys;
}

}  // namespace tend::index
