// SPDX-License-Identifier: PostgreSQL
#include "core/sql/message_copy.h"

#include <cstring>

#include "core/sql/message_fields.h"

namespace tend::sql {
namespace {

using Arena = std::pmr::memory_resource;

// protobuf-c's own empty string is shared and constant too.
char empty_string[] = "";

template <class T>
T& member_of(ProtobufCMessage& message, unsigned offset) {
  return const_cast<T&>(member<T>(message, offset));
}

void* copy_bytes(const void* bytes, std::size_t size, Arena& arena) {
  return std::memcpy(arena.allocate(size), bytes, size);
}

char* copy_string(const char* text, Arena& arena) {
  if (text == nullptr) return nullptr;
  if (*text == '\0') return empty_string;
  const std::size_t size = std::strlen(text) + 1;
  return static_cast<char*>(std::memcpy(arena.allocate(size, 1), text, size));
}

std::size_t size_of(ProtobufCType type) {
  switch (type) {
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_DOUBLE: return sizeof(std::uint64_t);
    case PROTOBUF_C_TYPE_BOOL: return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE: return sizeof(void*);
    default: return sizeof(std::uint32_t);
  }
}

// What a field points at: the copy holds the original's pointer until now.
void own_value(ProtobufCType type, void*& value, Arena& arena) {
  if (type == PROTOBUF_C_TYPE_STRING) {
    value = copy_string(static_cast<const char*>(value), arena);
  } else if (value != nullptr) {
    value = copy_message(*static_cast<const ProtobufCMessage*>(value), arena);
  }
}

bool is_pointer(ProtobufCType type) {
  return type == PROTOBUF_C_TYPE_STRING || type == PROTOBUF_C_TYPE_MESSAGE;
}

void own_list(ProtobufCMessage& copy, const ProtobufCFieldDescriptor& field, Arena& arena) {
  const auto count = member<std::size_t>(copy, field.quantifier_offset);
  if (count == 0) return;
  auto& list = member_of<void*>(copy, field.offset);
  list = copy_bytes(list, count * size_of(field.type), arena);
  if (!is_pointer(field.type)) return;
  for (void*& value : std::span(static_cast<void**>(list), count)) {
    own_value(field.type, value, arena);
  }
}

}  // namespace

ProtobufCMessage* copy_message(const ProtobufCMessage& message, Arena& arena) {
  auto* copy = static_cast<ProtobufCMessage*>(
      copy_bytes(&message, message.descriptor->sizeof_message, arena));
  for (const ProtobufCFieldDescriptor& field : possible_fields(message)) {
    if (field.label == PROTOBUF_C_LABEL_REPEATED) {
      own_list(*copy, field, arena);
    } else if (is_pointer(field.type) && is_present(message, field)) {
      own_value(field.type, member_of<void*>(*copy, field.offset), arena);
    }
  }
  return copy;
}

}  // namespace tend::sql
