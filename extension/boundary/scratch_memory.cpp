// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/scratch_memory.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

ScratchMemory::ScratchMemory() : outside_(CurrentMemoryContext) {
  context_ = pg_call([] {
    return AllocSetContextCreate(CurrentMemoryContext, "pg_tend scratch", ALLOCSET_DEFAULT_SIZES);
  });
  MemoryContextSwitchTo(context_);
}

ScratchMemory::~ScratchMemory() {
  MemoryContextSwitchTo(outside_);
  MemoryContextDelete(context_);
}

}  // namespace tend::ext
