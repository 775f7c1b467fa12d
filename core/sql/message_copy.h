// SPDX-License-Identifier: PostgreSQL
// A protobuf-c message with all that hangs below it, copied into an arena.
//
// The only other way to keep a tree of libpg_query beyond its own memory is to pack it into bytes and to
// unpack them, which takes several times as long (docs/decisions/0007).
//
// Tested by tests/unit/sql/message_copy_test.cpp.
#pragma once

#include <protobuf-c/protobuf-c.h>

#include <memory_resource>

namespace tend::sql {

// Copies `message`, its strings and all messages below it. Recurses once per level of the tree.
// The copy lives as long as what `arena` gives; it is never freed field by field.
// REQUIRES: no message in it has a field of type bytes; libpg_query's have none.
// Throws std::bad_alloc.
ProtobufCMessage* copy_message(const ProtobufCMessage& message, std::pmr::memory_resource& arena);

}  // namespace tend::sql
