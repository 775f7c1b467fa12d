// SPDX-License-Identifier: PostgreSQL
// Which keys, in which order, would let a B-tree serve one access to one table.
//
// Source: docs/methods/index-advice.md#candidates. Tested by tests/unit/index/key_order_test.cpp.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/index/access.h"

namespace tend::index {

// How often, and how selectively, a table's accesses compare a term for equality. Shared by all
// statements, so that the same set of columns is always spelled in the same order.
class EqualityUse {
 public:
  void add(const RelationAccess& access);

  // Accesses with an equality on the term.
  int count(const IndexTerm& term) const;
  // Geometric mean of the estimates; 1 if the term is never compared for equality.
  double selectivity(const IndexTerm& term) const;

 private:
  struct Use {
    int count = 0;
    double log_selectivity = 0;
  };
  void add(const Qual& qual);

  std::map<std::string, Use> uses_;  // by the term's text
};

using KeySequence = std::vector<KeyPart>;

// Sequences that serve the access, most promising first: equalities, then IN, then one range, the
// requested order or the grouping; join columns as probes, and leading. No term twice in one
// sequence, no sequence twice; not cut to any length.
std::vector<KeySequence> key_sequences(const RelationAccess& access, const EqualityUse& use);

// The order in the spelling whose first key ascends. A B-tree is read both ways, so this is the
// same index.
KeySequence ascending_spelling(const std::vector<SortKey>& order);

// The same index read backwards.
KeySequence reversed(KeySequence keys);

}  // namespace tend::index
