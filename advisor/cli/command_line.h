// SPDX-License-Identifier: PostgreSQL
// What was asked for: the command line, completed by the environment and the configuration file.
//
// Tested by tests/advisor/exit_codes.t and tests/advisor/config.t.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "advisor/collect/connection.h"
#include "advisor/config.h"
#include "advisor/exit_code.h"
#include "advisor/render/render.h"

namespace tend::advisor {

enum class Command { kCheck, kAnalyze, kReport, kCompletion };

// Everything a command needs, resolved: flag before environment before file before default.
struct Invocation {
  Command command = Command::kCheck;
  std::vector<Target> targets;  // at least one
  Format format = Format::kText;
  FailOn fail_on;
  Patience patience;
  std::string file;                // analyze: the file, "-" for standard input
  int statements = 10;             // report: how many of the heaviest, of slow queries, of waits
  Milliseconds slow{500};          // report: the least mean of a slow query
  std::string since = "1 day";     // report: how far the history is read, an interval
  Seconds advice_limit{30};        // report: seconds that index advice may take
  std::string source = "history";  // report: recommendations from history, adhoc or all
  std::string only;                // report: the one table wanted, or empty
  std::string shell;               // completion: bash, zsh or fish
  std::string completion;          // completion: the script
};

// The end of a run that never came to a command: help, version or a usage error, already printed.
using CommandLine = std::variant<Invocation, ExitCode>;

// Reads the arguments and the configuration file; prints help to standard output and complaints to
// standard error.
CommandLine read_command_line(int argc, const char* const* argv);

// Prints "tend: [SOURCE: ]MESSAGE", detail and hint to standard error, cleaned of control
// characters.
void complain(const Failure& failure, const std::string& source = {});

}  // namespace tend::advisor
