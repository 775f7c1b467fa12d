// SPDX-License-Identifier: PostgreSQL
// Processor time of this process and of a backend on the same machine.
//
// Method: the kernel's scheduler statistics (nanoseconds) for the backend, which waits for us while
// they are read; clock() for ourselves. Linux only, like the servers the bench is run on.
#pragma once

#include <string>

#include "core/base/units.h"

namespace tend::bench {

// Spent on a processor so far by the process. Throws std::runtime_error if it cannot be read.
Seconds processor_time_of(int pid);
Seconds own_processor_time();

}  // namespace tend::bench
