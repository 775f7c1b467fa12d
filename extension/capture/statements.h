// SPDX-License-Identifier: PostgreSQL
// The workload as pg_stat_statements holds it right now.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/result.h"
#include "core/workload/workload.h"

namespace tend::ext {

// What is planned when the text runs: the text itself, or what PREPARE and DECLARE CURSOR hold.
// Nothing for a statement that is never planned (SET, VACUUM, COMMIT ...). A text that does not
// parse comes back as it is: what-if planning has a way to repair it, or will say why not.
std::optional<std::string> planned_text(const std::string& text);

// Statements of this database, heaviest first, each with the role that ran it; only those whose
// text the current user may see. Utility statements and excluded query ids are left out. A Failure
// (55000) says what is missing if pg_stat_statements cannot be read.
Result<workload::Workload> read_statements();

}  // namespace tend::ext
