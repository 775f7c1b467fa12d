// SPDX-License-Identifier: PostgreSQL
// An index that could have been advised in another's place, and the rule by which it was not.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/units.h"
#include "core/index/index_definition.h"

namespace tend::index {

enum class RivalRule {
  kDismissed,         // somebody turned it down
  kNarrower,          // the chosen index begins with it, and gains more
  kNoRoom,            // with it the set exceeds the storage budget
  kWiderWithoutGain,  // it begins with the chosen index, and the rest gains nothing
  kUpkeep,            // it reads cheaper, and its upkeep takes more than that
  kDearer,            // the workload costs more with it in the chosen index's place
  kNoBetter,          // within the error of the estimates
  kNotPicked,         // the planner was offered both and took the chosen one
};
std::string_view name_of(RivalRule rule);

struct Rival {
  IndexDefinition definition;
  Bytes size;
  RivalRule rule = RivalRule::kNotPicked;
  std::optional<Cost> cost;  // of the workload with it in the chosen index's place, if known
  std::string reason;        // the rule for people, without a full stop
};

}  // namespace tend::index
