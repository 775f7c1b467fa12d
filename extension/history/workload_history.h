// SPDX-License-Identifier: PostgreSQL
// The workload as the retained history holds it.
#pragma once

#include "extension/boundary/pg.h"

#include "core/workload/workload.h"

namespace tend::ext {

// Statements of all retained history whose text the current user may see, heaviest first, with a few
// captured executions each; utility statements and excluded query ids are left out. Nothing if
// statements were never sampled.
std::optional<workload::Workload> read_workload_history();

}  // namespace tend::ext
