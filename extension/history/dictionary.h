// SPDX-License-Identifier: PostgreSQL
// The dictionary of statements: short ids for what history is kept of.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/history/sample_run.h"

namespace tend::ext {

// Gives every entry an id in run.statement_ids: from the dictionary, or a new row with its text.
// An entry whose text is gone meanwhile gets none; it will be met again or was evicted.
void learn_statements(SampleRun& run, const std::vector<StatementEntry>& entries);

// The ids of these statements as far as the dictionary has them.
void look_up_statements(SampleRun& run, const std::set<StatementKey>& keys);

}  // namespace tend::ext
