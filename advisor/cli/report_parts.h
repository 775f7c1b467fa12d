// SPDX-License-Identifier: PostgreSQL
// The parts of the report by name, as --only takes them.
//
// Tested by tests/advisor/report.t.
#pragma once

#include <string>
#include <vector>

#include "advisor/collect/server_reader.h"
#include "advisor/render/document.h"

namespace tend::advisor {

// In the order in which the report prints them.
std::vector<std::string> part_names();

// The part without rows; `why` is the sentence that stands for them. REQUIRES: a name of the above.
Table empty_part(const std::string& name, std::string why);

// What the report knows when a part is not in it.
struct ReportState {
  const ServerFacts* facts = nullptr;  // null: not even the catalogues could be read
  bool any_problem = false;
  bool any_open = false;  // recommendations that are recorded
};

// Why a part is not in the report: nothing to list, or nothing to read it from.
std::string why_absent(const std::string& part, const ReportState& state);

}  // namespace tend::advisor
