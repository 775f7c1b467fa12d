// SPDX-License-Identifier: PostgreSQL
#include "core/sql/walk.h"

#include "core/sql/message_fields.h"

namespace tend::sql {
namespace {

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

}  // namespace

void walk(const ProtobufCMessage& root, TreeVisitor& visitor) {
  if (!visitor.enter(root)) return;
  for (const ProtobufCFieldDescriptor& field : possible_fields(root)) {
    walk_field(root, field, visitor);
  }
  visitor.leave(root);
}

}  // namespace tend::sql
