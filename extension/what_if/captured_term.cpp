// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/captured_term.h"

namespace tend::ext {

Node* with_varno_1(Node* tree, Index rti) {
  Node* copy = static_cast<Node*>(copyObjectImpl(tree));
  if (rti != 1) ChangeVarNodes(copy, static_cast<int>(rti), 1, 0);
  return copy;
}

CapturedTerm captured_term(Node* node, Index rti) {
  if (IsA(node, Var)) return {reinterpret_cast<Var*>(node)->varattno, NULL};
  return {0, with_varno_1(node, rti)};
}

}  // namespace tend::ext
