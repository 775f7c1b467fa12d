// SPDX-License-Identifier: PostgreSQL
// What the program and the extension need of a server, and what is lost where it is missing.
//
// Each requirement names the exact line that gives what is missing; docs/program.md lists the
// severities.
//
// Tested by tests/advisor/check.t.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advisor/collect/server_reader.h"
#include "advisor/severity.h"

namespace tend::advisor {

struct Requirement {
  std::string item;
  std::string value;  // as found
  bool met = true;
  Severity severity = Severity::kLow;  // where it is not met
  std::string lost;                    // what does not work without it
  std::string hint;                    // the line to get it
};

// Supported server versions, as major numbers. PostgreSQL's own rule: five majors at a time.
inline constexpr int kOldestServer = 14;
inline constexpr int kNewestServer = 18;
// The version that the tests run against.
inline constexpr int kTestedServer = 15;

// All requirements, met or not, in the order in which they build on each other.
std::vector<Requirement> check_requirements(const ServerFacts& facts);

}  // namespace tend::advisor
