// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/indexable_term.h"

namespace tend::ext {

namespace {

bool is_foreign_function(Oid function, void*) {
  return function >= FirstNormalObjectId;
}

bool has_foreign_function(Node* node, void* context) {
  if (!node) return false;
  if (check_functions_in_node(node, is_foreign_function, context)) return true;
  return tend_walk_expression(node, has_foreign_function, context);
}

// Base types and operator classes need a superuser to make them; enums have no code. Everything
// else that is not the server's own may have a domain's CHECK inside.
bool is_foreign_type(Oid type) {
  if (type < FirstNormalObjectId) return false;
  const Oid element = get_element_type(type);
  if (OidIsValid(element)) return is_foreign_type(element);
  const char kind = get_typtype(type);
  return kind != TYPTYPE_BASE && kind != TYPTYPE_ENUM;
}

bool has_foreign_value(Node* node, void* context) {
  if (!node) return false;
  switch (nodeTag(node)) {
    case T_Const:
    case T_FuncExpr:
    case T_OpExpr:
    case T_CoerceViaIO:
    case T_ArrayCoerceExpr:
    case T_ConvertRowtypeExpr:
    case T_ArrayExpr:
    case T_RowExpr:
    case T_CoerceToDomain:
    case T_CoerceToDomainValue:
      if (is_foreign_type(exprType(node))) return true;
      break;
    default: break;
  }
  return tend_walk_expression(node, has_foreign_value, context);
}

bool is_written_expression(Node* node) {
  if (IsA(node, OpExpr)) return true;
  return IsA(node, FuncExpr) &&
         reinterpret_cast<FuncExpr*>(node)->funcformat == COERCE_EXPLICIT_CALL;
}

bool reads_only(Node* node, Index rti) {
  Bitmapset* others = pull_varnos_of_level(NULL, node, 0);
  int only;
  return bms_get_singleton_member(others, &only) && only == static_cast<int>(rti) &&
         !contain_vars_of_level(node, 1);
}

bool is_outer_parameter(Node* node, void* context) {
  if (!node) return false;
  if (IsA(node, Param)) return reinterpret_cast<Param*>(node)->paramkind == PARAM_EXEC;
  return tend_walk_expression(node, is_outer_parameter, context);
}

}  // namespace

Node* indexable_term(Node* node, Index rti) {
  while (node && IsA(node, RelabelType)) {
    node = reinterpret_cast<Node*>(reinterpret_cast<RelabelType*>(node)->arg);
  }
  if (!node) return NULL;
  if (IsA(node, Var)) {
    const Var* var = reinterpret_cast<Var*>(node);
    return var->varno == static_cast<int>(rti) && var->varlevelsup == 0 && var->varattno > 0 ? node
                                                                                             : NULL;
  }
  if (!is_written_expression(node) || !reads_only(node, rti) || contain_mutable_functions(node) ||
      expression_returns_set(node) || contains_outer_parameter(node) ||
      calls_foreign_function(node) || carries_foreign_values(node)) {
    return NULL;
  }
  return node;
}

bool calls_foreign_function(Node* tree) {
  return has_foreign_function(tree, NULL);
}

bool carries_foreign_values(Node* tree) {
  return has_foreign_value(tree, NULL);
}

Oid default_btree_family(Node* term) {
  return lookup_type_cache(exprType(term), TYPECACHE_BTREE_OPFAMILY)->btree_opf;
}

int btree_strategy(Oid op, Oid collation, Node* term) {
  const Oid family = default_btree_family(term);
  if (!OidIsValid(family)) return 0;
  if (OidIsValid(collation) && collation != exprCollation(term)) return 0;
  return get_op_opfamily_strategy(op, family);
}

bool contains_outer_parameter(Node* tree) {
  return is_outer_parameter(tree, NULL);
}

}  // namespace tend::ext
