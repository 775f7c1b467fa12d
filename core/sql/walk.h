// SPDX-License-Identifier: PostgreSQL
// One walk over a parse tree of any shape, without code for any type of node.
//
// It goes by protobuf-c's descriptors: each message lists its fields, so every node of every type
// is visited, those of later grammar versions included. Source: protobuf-c.h, the descriptors.
//
// Tested by tests/unit/sql/walk_test.cpp.
#pragma once

#include <protobuf-c/protobuf-c.h>

namespace tend::sql {

// What a walk does at each message.
class TreeVisitor {
 public:
  virtual ~TreeVisitor() = default;

  // Before the message's children. Returns whether to visit them.
  virtual bool enter(const ProtobufCMessage& message) = 0;

  // After the message's children; called exactly for the messages whose enter returned true.
  virtual void leave(const ProtobufCMessage& message) = 0;
};

// Visits `root` and all messages below it, each before its children, fields in declared order.
// Recurses once per level of the tree, which the guard in ParseTree::parse has bounded.
void walk(const ProtobufCMessage& root, TreeVisitor& visitor);

// `message` as a PgQuery__ type if its descriptor is `descriptor`, else nullptr.
template <class Message>
const Message* message_as(const ProtobufCMessage& message,
                          const ProtobufCMessageDescriptor& descriptor) {
  return message.descriptor == &descriptor ? reinterpret_cast<const Message*>(&message) : nullptr;
}

}  // namespace tend::sql
