// SPDX-License-Identifier: PostgreSQL
// The tables of the report: what the extension's rows look like to people and programs.
//
// Tested by tests/advisor/report.t.
#pragma once

#include <vector>

#include "advisor/cli/requirements.h"
#include "advisor/collect/record.h"
#include "advisor/render/document.h"

namespace tend::advisor {

// The table with a row for each record, its cells found by the columns' keys.
Table filled(Table table, const Records& records);

// Open recommendations, recorded or asked for now (then without id, state, steps and effort). A
// finding is one that comes from the history and whose index does not exist yet.
Table table_of_recommendations(const Records& records, std::string when_empty);

Table table_of_steps(const Records& records);

Table table_of_advice_run(const Records& records);

Table table_of_unindexable(const Records& records, std::string when_empty);

// Statements with their complexity, scored by the program itself: the same code as the
// extension's, and a text that cannot be scored costs one cell.
Table table_of_statements(const Records& records, std::string when_empty);

// Requirements that are not met; findings, as in tend check: what is not seen is not in order.
Table table_of_missing(const std::vector<Requirement>& requirements);

// What could not be read, and why.
struct Problem {
  std::string what;
  Failure failure;
  Severity severity = Severity::kMedium;
};
Table table_of_problems(const std::vector<Problem>& problems);

}  // namespace tend::advisor
