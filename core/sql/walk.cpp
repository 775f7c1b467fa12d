// SPDX-License-Identifier: PostgreSQL
#include "core/sql/walk.h"

#include <pg_query/pg_query.pb-c.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace tend::sql {
namespace {

template <class T>
const T& member(const ProtobufCMessage& message, unsigned offset) {
  return *reinterpret_cast<const T*>(reinterpret_cast<const std::byte*>(&message) + offset);
}

bool is_present(const ProtobufCMessage& message, const ProtobufCFieldDescriptor& field) {
  const bool alternative = (field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
  return !alternative || member<std::uint32_t>(message, field.quantifier_offset) == field.id;
}

void walk_field(const ProtobufCMessage& message, const ProtobufCFieldDescriptor& field,
                TreeVisitor& visitor) {
  if (field.type != PROTOBUF_C_TYPE_MESSAGE || !is_present(message, field)) return;
  if (field.label == PROTOBUF_C_LABEL_REPEATED) {
    const auto count = member<std::size_t>(message, field.quantifier_offset);
    const auto children = member<ProtobufCMessage* const*>(message, field.offset);
    for (const ProtobufCMessage* child : std::span(children, count)) walk(*child, visitor);
    return;
  }
  const auto child = member<const ProtobufCMessage*>(message, field.offset);
  if (child != nullptr) walk(*child, visitor);
}

// A Node is one of some 250 alternatives; its descriptor lists them in the order of their numbers,
// from 1 without a gap, so the one that is there need not be searched for.
void walk_node(const PgQuery__Node& node, TreeVisitor& visitor) {
  if (node.node_case == PG_QUERY__NODE__NODE__NOT_SET) return;
  const auto index = static_cast<std::size_t>(node.node_case) - 1;
  walk_field(node.base, node.base.descriptor->fields[index], visitor);
}

}  // namespace

void walk(const ProtobufCMessage& root, TreeVisitor& visitor) {
  if (!visitor.enter(root)) return;
  if (const auto* node = message_as<PgQuery__Node>(root, pg_query__node__descriptor)) {
    walk_node(*node, visitor);
    return visitor.leave(root);
  }
  for (const ProtobufCFieldDescriptor& field :
       std::span(root.descriptor->fields, root.descriptor->n_fields)) {
    walk_field(root, field, visitor);
  }
  visitor.leave(root);
}

}  // namespace tend::sql
