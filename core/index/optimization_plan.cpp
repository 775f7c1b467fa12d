// SPDX-License-Identifier: PostgreSQL
// Choose within the budget, put into phases, add up. Tested by
// tests/unit/index/optimization_plan_test.cpp.
#include "core/index/optimization_plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/index/build_time.h"
#include "core/index/definition_text.h"
#include "core/index/number_text.h"

namespace tend::index {

namespace {

constexpr double kSecondsPerHour = 3600;
// A build this long is felt: the same bound as the risk's.
constexpr Seconds kLongBuild{300};

using Open = const OpenRecommendation*;

std::vector<Open> by_score(const std::vector<OpenRecommendation>& open) {
  std::vector<Open> order;
  order.reserve(open.size());
  for (const OpenRecommendation& each : open) order.push_back(&each);
  std::stable_sort(order.begin(), order.end(), [](Open a, Open b) {
    return a->score != b->score ? a->score > b->score : a->id < b->id;
  });
  return order;
}

bool serves_all_of(const OpenRecommendation& wide, const OpenRecommendation& narrow) {
  if (wide.id == narrow.id || wide.target != narrow.target) return false;
  const auto a = read_definition(wide.definition);
  const auto b = read_definition(narrow.definition);
  // Of two that serve each other (payload in another order) the older stays.
  return a && b && subsumes(*a, *b) && (!subsumes(*b, *a) || wide.id < narrow.id);
}

// What becomes of each recommendation; those to build in the order of their score.
struct Choice {
  std::vector<Open> build;
  std::vector<std::pair<Open, Open>> subsumed;  // by
  std::vector<Open> over_budget;
};

Open server_of(const OpenRecommendation& narrow, const std::vector<Open>& among) {
  const auto found = std::find_if(among.begin(), among.end(),
                                  [&](Open wide) { return serves_all_of(*wide, narrow); });
  return found == among.end() ? nullptr : *found;
}

Choice choose_once(const std::vector<Open>& order, const std::vector<Open>& active,
                   const OptimizationLimits& limits) {
  Choice choice;
  Bytes used;
  for (const Open each : order) {
    const bool is_active = std::find(active.begin(), active.end(), each) != active.end();
    const bool fits = !limits.storage_budget || used + each->size <= *limits.storage_budget;
    const Open wide = is_active ? server_of(*each, active) : nullptr;
    if (wide != nullptr) {
      choice.subsumed.emplace_back(each, wide);
    } else if (!is_active || !fits) {
      choice.over_budget.push_back(each);
    } else {
      used += each->size;
      choice.build.push_back(each);
    }
  }
  return choice;
}

// A wider index that finds no room must not keep out what it would have served: then the choice is
// made again without it. Each round takes one away, so the rounds end.
Choice choose(const std::vector<OpenRecommendation>& open, const OptimizationLimits& limits) {
  const std::vector<Open> order = by_score(open);
  std::vector<Open> active = order;
  while (true) {
    Choice choice = choose_once(order, active, limits);
    const auto stranded =
        std::find_if(choice.subsumed.begin(), choice.subsumed.end(), [&](const auto& pair) {
          return std::find(choice.over_budget.begin(), choice.over_budget.end(), pair.second) !=
                 choice.over_budget.end();
        });
    if (stranded == choice.subsumed.end()) return choice;
    std::erase(active, stranded->second);
  }
}

// Builds side by side, phase after phase; what makes writers wait is alone, and last.
std::vector<std::vector<Open>> phases_of(const std::vector<Open>& build) {
  std::vector<Open> left;
  std::vector<Open> alone;
  for (const Open each : build) (each->blocks_writes ? alone : left).push_back(each);
  std::vector<std::vector<Open>> phases;
  while (!left.empty()) {
    std::vector<Open> phase;
    std::set<std::string> tables;
    std::erase_if(left, [&](Open each) {
      if (phase.size() == static_cast<std::size_t>(kBuildsAtOnce)) return false;
      if (!tables.insert(each->target).second) return false;
      phase.push_back(each);
      return true;
    });
    phases.push_back(std::move(phase));
  }
  for (const Open each : alone) phases.push_back({each});
  return phases;
}

std::string window_for(const OpenRecommendation& each) {
  if (each.blocks_writes) return "while writes to the table may wait";
  return each.build_time >= kLongBuild ? "outside busy hours" : "any time";
}

std::vector<std::int64_t> conflicts_of(const OpenRecommendation& each,
                                       const std::vector<Open>& build) {
  std::vector<std::int64_t> ids;
  for (const Open other : build) {
    const bool apart = other->target == each.target || each.blocks_writes || other->blocks_writes;
    if (other->id != each.id && apart) ids.push_back(other->id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

// Each row says what is its own; that builds on one table exclude each other is said by the first.
std::string reason_for(const OpenRecommendation& each, const std::vector<Open>& build,
                       std::optional<std::int64_t> previous) {
  if (each.blocks_writes) return "writes to the table wait while it is built, so it is built alone";
  if (previous) return "after recommendation " + std::to_string(*previous) + " on the same table";
  const auto on_table = std::count_if(build.begin(), build.end(),
                                      [&](Open other) { return other->target == each.target; });
  if (on_table == 1) return "it keeps nobody waiting";
  return "the first of " + std::to_string(on_table) +
         " builds on its table, which follow each other";
}

class Plan {
 public:
  explicit Plan(const OptimizationLimits& limits) : limits_(limits) {}

  void build(const std::vector<std::vector<Open>>& phases, const std::vector<Open>& all) {
    for (const std::vector<Open>& phase : phases) {
      Seconds longest;
      bool opened = false;
      for (const Open each : phase) {
        if (now_ + each->build_time > limits_.horizon) {
          beyond_.push_back(each);
          continue;
        }
        phase_ += opened ? 0 : 1;
        opened = true;
        longest = std::max(longest, each->build_time);
        add_build(*each);
      }
      now_ += longest;
    }
    explain_builds(all);
  }

  // After all builds: each drop once what replaces it has proved itself.
  void drop(const std::vector<Open>& built) {
    const Seconds start = now_ + kProvingTime;
    bool opened = false;
    std::set<std::string> dropped;
    for (const Open each : built) {
      if (is_beyond(each) || start > limits_.horizon) continue;
      for (const ReplacedIndex& index : each->replaces) {
        if (!dropped.insert(index.name).second) continue;
        phase_ += opened ? 0 : 1;
        opened = true;
        add_drop(*each, index, start);
      }
    }
  }

  void leave_out(const Choice& choice) {
    for (const auto& [narrow, wide] : choice.subsumed) {
      left_out(*narrow, PlannedKind::kSubsumed,
               "recommendation " + std::to_string(wide->id) + " begins with it");
    }
    for (const Open each : choice.over_budget) {
      left_out(*each, PlannedKind::kOverBudget,
               "its " + bytes_text(each->size) + " do not fit into the storage budget");
    }
    for (const Open each : beyond_) {
      left_out(*each, PlannedKind::kBeyondHorizon, "it would not be built before the horizon ends");
    }
  }

  std::vector<PlannedAction> take() { return std::move(actions_); }

 private:
  bool is_beyond(Open each) const {
    return std::find(beyond_.begin(), beyond_.end(), each) != beyond_.end();
  }

  PlannedAction& add(const OpenRecommendation& each, PlannedKind kind) {
    PlannedAction& action = actions_.emplace_back();
    action.id = each.id;
    action.kind = kind;
    action.position = static_cast<int>(actions_.size());
    return action;
  }

  void add_build(const OpenRecommendation& each) {
    bytes_ += each.size;
    benefit_ = std::min(1.0, benefit_ + each.benefit);
    const Seconds serving = limits_.horizon - now_ - each.build_time;
    if (each.saved_per_hour) saved_ += *each.saved_per_hour * (serving.value() / kSecondsPerHour);
    PlannedAction& action = add(each, PlannedKind::kBuild);
    action.starts_after = now_;
    action.time = each.build_time;
    action.bytes = each.size;
    action.window = window_for(each);
    add_totals(action);
  }

  // What each build keeps apart from, once it is known which of them the horizon leaves.
  void explain_builds(const std::vector<Open>& all) {
    std::vector<Open> planned = all;
    std::erase_if(planned, [&](Open each) { return is_beyond(each); });
    std::map<std::string, std::int64_t> last_on_table;
    for (PlannedAction& action : actions_) {
      const Open each = *std::find_if(planned.begin(), planned.end(),
                                      [&](Open other) { return other->id == action.id; });
      const auto [last, first] = last_on_table.try_emplace(each->target, each->id);
      action.conflicts = conflicts_of(*each, planned);
      action.reason =
          reason_for(*each, planned, first ? std::nullopt : std::optional(last->second));
      last->second = each->id;
    }
  }

  void add_drop(const OpenRecommendation& each, const ReplacedIndex& index, Seconds start) {
    bytes_ -= index.size;
    PlannedAction& action = add(each, PlannedKind::kDrop);
    action.starts_after = start;
    action.time = estimate_drop_time();
    action.bytes = Bytes(0) - index.size;
    action.dropped = index.name;
    action.window = "any time";
    action.reason = "recommendation " + std::to_string(each.id) +
                    " serves what it serves, once that has been measured";
    add_totals(action);
  }

  void add_totals(PlannedAction& action) const {
    action.phase = phase_;
    action.total_bytes = bytes_;
    action.total_benefit = benefit_;
    action.total_saved = saved_;
  }

  void left_out(const OpenRecommendation& each, PlannedKind kind, std::string reason) {
    PlannedAction& action = add(each, kind);
    action.time = each.build_time;
    action.bytes = each.size;
    action.reason = std::move(reason);
    add_totals(action);
    action.phase = 0;
  }

  const OptimizationLimits& limits_;
  std::vector<PlannedAction> actions_;
  std::vector<Open> beyond_;
  int phase_ = 0;
  Seconds now_;
  Bytes bytes_;
  double benefit_ = 0;
  Milliseconds saved_;
};

}  // namespace

std::string_view name_of(PlannedKind kind) {
  switch (kind) {
    case PlannedKind::kBuild: return "build";
    case PlannedKind::kDrop: return "drop";
    case PlannedKind::kSubsumed: return "subsumed";
    case PlannedKind::kOverBudget: return "over_budget";
    case PlannedKind::kBeyondHorizon: return "beyond_horizon";
  }
  return "unknown";
}

std::vector<PlannedAction> plan_optimization(const std::vector<OpenRecommendation>& open,
                                             const OptimizationLimits& limits) {
  const Choice choice = choose(open, limits);
  Plan plan(limits);
  plan.build(phases_of(choice.build), choice.build);
  plan.drop(choice.build);
  plan.leave_out(choice);
  return plan.take();
}

}  // namespace tend::index
