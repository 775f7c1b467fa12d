// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/term_comparison.h"

#include "extension/what_if/indexable_term.h"

namespace tend::ext {

namespace {

bool is_value(const PlannedTable& at, Node* node) {
  return !bms_is_member(static_cast<int>(at.rti), pull_varnos(at.root, node)) &&
         !contain_volatile_functions(node);
}

}  // namespace

TermComparison term_comparison(const PlannedTable& at, const OpExpr* clause) {
  if (list_length(clause->args) != 2) return {};
  Node* left = static_cast<Node*>(linitial(clause->args));
  Node* right = static_cast<Node*>(lsecond(clause->args));
  if (Node* term = indexable_term(left, at.rti); term && is_value(at, right)) {
    return {term, right, clause->opno, clause->inputcollid};
  }
  Node* term = indexable_term(right, at.rti);
  const Oid turned = get_commutator(clause->opno);
  if (!term || !OidIsValid(turned) || !is_value(at, left)) return {};
  return {term, left, turned, clause->inputcollid};
}

}  // namespace tend::ext
