// SPDX-License-Identifier: PostgreSQL
// The options of tend report.
//
// Tested by tests/advisor/help.t, tests/advisor/exit_codes.t and tests/advisor/report_history.t.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "advisor/cli/command_line.h"

namespace tend::advisor {

inline constexpr const char* kReportSummary =
    "What the database recommends, its slow and its heaviest statements";

// Flags that the configuration file may set, too.
struct ReportFlags {
  std::optional<int> statements;
  std::optional<int> time_limit_s;
};

void add_report_options(CLI::App& command, Invocation& invocation, ReportFlags& flags);

// The words that --source takes.
std::vector<std::string> source_names();

}  // namespace tend::advisor
