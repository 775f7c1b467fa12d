// SPDX-License-Identifier: PostgreSQL
// What the report says beside its tables: sentences that several rows share, each said once.
// Nothing where there is nothing to say.
//
// Tested by tests/advisor/report.t.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advisor/collect/record.h"

namespace tend::advisor {

// Rows of tend.recommendations whose texts this role may not see; `role` is ready to stand in SQL.
std::optional<std::string> note_on_hidden(const Records& recommendations, const std::string& role);

// Open recommendations that the last run over the history did not choose.
std::optional<std::string> note_on_earlier(const Records& open);

// Open recommendations whose index exists by now.
std::optional<std::string> note_on_built(const Records& open);

// What keeps the history from going on: no sample yet, a worker that does not work. That it is not
// preloaded is said among what is missing.
//   status  rows of tend.worker_status and tend.history_status
std::vector<std::string> notes_on_history(const Records& status);

}  // namespace tend::advisor
