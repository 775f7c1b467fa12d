// SPDX-License-Identifier: PostgreSQL
// The C stack that the calling thread has left.
//
// Tested by tests/unit/sql/text_guard_test.cpp.
#pragma once

#include <cstddef>
#include <optional>

namespace tend::sql {

// Bytes between the caller's frame and the end of its thread's stack; nothing if the system does
// not tell. Costs up to 0.1 ms on a process's first thread, where the C library asks the kernel.
std::optional<std::size_t> stack_space();

}  // namespace tend::sql
