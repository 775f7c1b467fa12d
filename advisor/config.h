// SPDX-License-Identifier: PostgreSQL
// The configuration file (TOML): what it may say, and nothing else.
//
// An unknown key, a wrong type or a value outside its range is an error with the file's line:
// a misspelt setting must not silently mean its default. tend.toml.example lists all of them.
//
// Tested by tests/advisor/config.t.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advisor/collect/conninfo.h"
#include "advisor/render/render.h"
#include "advisor/severity.h"
#include "core/base/result.h"

namespace tend::advisor {

// What --fail-on and fail_on take.
struct FailOnChoice {
  FailOn limit;
};

// "never" or a severity's name.
std::optional<FailOnChoice> fail_on_named(std::string_view name);

// A closed range of whole numbers.
struct Limits {
  int least;
  int most;
};
inline constexpr Limits kConnectTimeoutLimits{2, 300};     // s; libpq takes nothing below 2
inline constexpr Limits kStatementTimeoutLimits{1, 3600};  // s
inline constexpr Limits kStatementsLimits{0, 1000};        // rows of the report
inline constexpr Limits kAdviceTimeLimits{1, 3600};        // s

// What the file says; unset where it says nothing.
struct Config {
  std::optional<ConnectionParameters> db;  // the default of --db; the environment goes before it
  std::optional<Format> format;
  std::optional<FailOnChoice> fail_on;
  std::optional<int> connect_timeout_s;
  std::optional<int> statement_timeout_s;
  std::optional<int> report_statements;
  std::optional<int> report_time_limit_s;
  std::vector<Target> databases;
};

// Reads the file. The failure's message begins with FILE:LINE: where a line is to blame.
Result<Config> read_config(const std::string& path);

}  // namespace tend::advisor
