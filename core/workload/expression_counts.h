// SPDX-License-Identifier: PostgreSQL
// The part of StatementFacts that each node adds by itself, wherever it stands.
//
// Tested by tests/unit/workload/complexity_test.cpp.
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "core/workload/statement_facts.h"

namespace tend::workload {

// Adds what `message` alone, without its children, contributes.
void count_message(const ProtobufCMessage& message, StatementFacts& facts);

}  // namespace tend::workload
