// SPDX-License-Identifier: PostgreSQL
// Server memory that is needed for the length of a scope.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// A memory context that is the current one while this lives; all that was allocated in it goes with
// it. Nested ones end in the reverse order of their beginning.
class ScratchMemory {
 public:
  ScratchMemory();
  ~ScratchMemory();
  ScratchMemory(const ScratchMemory&) = delete;
  ScratchMemory& operator=(const ScratchMemory&) = delete;

 private:
  MemoryContext outside_, context_;
};

}  // namespace tend::ext
