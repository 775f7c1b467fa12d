// SPDX-License-Identifier: PostgreSQL
// What the program tells the shell. Where several apply, the highest is given: a source that could
// not be reached weighs more than a finding in those that could.
//
// Tested by tests/advisor/exit_codes.t.
#pragma once

namespace tend::advisor {

enum class ExitCode {
  kDone = 0,
  kFindings = 1,   // findings at or above --fail-on
  kUsage = 2,      // command line or configuration
  kUnreached = 3,  // a source could not be reached; the rest was done
  kInternal = 4,   // a bug, no memory, or the output could not be written
};

}  // namespace tend::advisor
