// SPDX-License-Identifier: PostgreSQL
// A recommendation of any kind: what to do, why, what it is expected to bring, what it may cost,
// and how to take it back. Does not know what an index is; every later kind uses this type.
//
// Tested by tests/unit/change/recommendation_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/units.h"
#include "core/change/state.h"

namespace tend::change {

enum class Level { kNone, kLow, kMedium, kHigh };
std::string_view name_of(Level level);

// A level is worth nothing without its reasons: at least one for kLow and above.
struct Assessment {
  Level level = Level::kNone;
  std::vector<std::string> reasons;
};

struct Impact {
  double share = 0;  // of the workload's cost, fraction, 0 to 1, estimated
  std::optional<Milliseconds> saved_per_hour;  // execution time won back, estimated
};

struct Step {
  std::string title;
  std::string sql;         // what to execute; empty for a step by hand
  std::string undo;        // the exact inverse; empty if there is nothing to undo
  std::string lock;        // the strongest lock it takes, in words
  Seconds time = {};       // estimated
  Bytes bytes = {};        // that it adds on disk, estimated; 0 if none or not known beforehand
  std::string watch = {};  // what to look at while it runs and after
};

struct Recommendation {
  std::string kind;    // index_build ...
  std::string target;  // what it changes, qualified and quoted
  std::string action;  // the statement that does it
  std::string undo;    // the statement that takes it back
  Impact impact;
  double confidence = 0;  // 0 to 1
  Assessment risk;
  Assessment effort;
  std::vector<std::string> prerequisites;
  std::vector<Step> steps;  // in order
  std::vector<std::string> tradeoffs;
  std::string reason;
  double score = 0;  // see priority.h
  int priority = 0;  // 1 is first
};

}  // namespace tend::change
