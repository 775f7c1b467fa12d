// SPDX-License-Identifier: PostgreSQL
// What a protobuf-c message holds, read by its descriptor: the ground of walk.h and message_copy.h.
//
// Source: protobuf-c.h, ProtobufCFieldDescriptor.
//
// Tested by tests/unit/sql/walk_test.cpp and message_copy_test.cpp.
#pragma once

#include <pg_query/pg_query.pb-c.h>
#include <protobuf-c/protobuf-c.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace tend::sql {

// The member of type T that lies `offset` bytes into the message.
// REQUIRES: the offset is one of the message's own descriptor, and T the type that it stands for.
template <class T>
const T& member(const ProtobufCMessage& message, unsigned offset) {
  return *reinterpret_cast<const T*>(reinterpret_cast<const std::byte*>(&message) + offset);
}

// Whether the field has a value: of several alternatives only one does.
inline bool is_present(const ProtobufCMessage& message, const ProtobufCFieldDescriptor& field) {
  const bool alternative = (field.flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
  return !alternative || member<std::uint32_t>(message, field.quantifier_offset) == field.id;
}

// The fields of a message that may be present, in declared order. A Node is one of some 250
// alternatives; its descriptor lists them in the order of their numbers, from 1 without a gap, so
// the one that is there need not be searched for.
inline std::span<const ProtobufCFieldDescriptor> possible_fields(const ProtobufCMessage& message) {
  const std::span all(message.descriptor->fields, message.descriptor->n_fields);
  if (message.descriptor != &pg_query__node__descriptor) return all;
  const auto alternative = reinterpret_cast<const PgQuery__Node&>(message).node_case;
  if (alternative == PG_QUERY__NODE__NODE__NOT_SET) return {};
  return all.subspan(static_cast<std::size_t>(alternative) - 1, 1);
}

}  // namespace tend::sql
