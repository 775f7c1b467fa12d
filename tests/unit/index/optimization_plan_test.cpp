// SPDX-License-Identifier: PostgreSQL
#include "core/index/optimization_plan.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

namespace tend::index {

namespace {

OpenRecommendation open(std::int64_t id, const std::string& target, const std::string& definition,
                        double score) {
  OpenRecommendation made;
  made.id = id;
  made.target = target;
  made.definition = definition;
  made.size = Bytes(1000);
  made.build_time = Seconds(10);
  made.benefit = 0.1;
  made.score = score;
  return made;
}

constexpr Seconds kMonth{30.0 * 86400};

std::vector<PlannedAction> plan_of(const std::vector<OpenRecommendation>& all,
                                   std::optional<Bytes> budget = std::nullopt,
                                   Seconds horizon = kMonth) {
  return plan_optimization(all, {.storage_budget = budget, .horizon = horizon});
}

const PlannedAction& action_of(const std::vector<PlannedAction>& plan, std::int64_t id) {
  return *std::find_if(plan.begin(), plan.end(),
                       [&](const PlannedAction& each) { return each.id == id; });
}

}  // namespace

TEST_CASE("nothing open, nothing planned") {
  REQUIRE(plan_of({}).empty());
}

TEST_CASE("the best come first, two at a time, one table's builds one after the other") {
  const auto plan =
      plan_of({open(1, "public.a", "btree (x)", 0.1), open(2, "public.a", "btree (y)", 0.4),
               open(3, "public.b", "btree (x)", 0.3), open(4, "public.c", "btree (x)", 0.2)});

  REQUIRE(plan.size() == 4);
  REQUIRE(plan[0].id == 2);
  REQUIRE(plan[1].id == 3);
  REQUIRE(plan[0].phase == 1);
  REQUIRE(plan[1].phase == 1);
  REQUIRE(action_of(plan, 4).phase == 2);
  REQUIRE(action_of(plan, 1).phase == 2);
  REQUIRE(action_of(plan, 1).starts_after == Seconds(10));
  REQUIRE(action_of(plan, 1).conflicts == std::vector<std::int64_t>{2});
  REQUIRE(action_of(plan, 3).conflicts.empty());
  REQUIRE(plan[3].total_bytes == Bytes(4000));
  REQUIRE(plan[3].total_benefit == Approx(0.4));
}

TEST_CASE("what makes writers wait is built alone and last, in a window") {
  std::vector<OpenRecommendation> all = {open(1, "public.a", "btree (x)", 0.9),
                                         open(2, "public.b", "btree (y)", 0.1)};
  all[0].blocks_writes = true;
  const auto plan = plan_of(all);

  REQUIRE(plan[0].id == 2);
  REQUIRE(plan[1].id == 1);
  REQUIRE(plan[1].phase == 2);
  REQUIRE(plan[1].window.find("may wait") != std::string::npos);
  REQUIRE(plan[1].conflicts == std::vector<std::int64_t>{2});
}

TEST_CASE("an index that another one begins with is left out, unless that one finds no room") {
  std::vector<OpenRecommendation> all = {open(1, "public.a", "btree (x)", 0.9),
                                         open(2, "public.a", "btree (x, y)", 0.2),
                                         open(3, "public.b", "btree (x)", 0.1)};
  all[1].size = Bytes(5000);

  const auto free = plan_of(all);
  REQUIRE(action_of(free, 1).kind == PlannedKind::kSubsumed);
  REQUIRE(action_of(free, 1).phase == 0);
  REQUIRE(action_of(free, 2).kind == PlannedKind::kBuild);

  const auto tight = plan_of(all, Bytes(2000));
  REQUIRE(action_of(tight, 1).kind == PlannedKind::kBuild);
  REQUIRE(action_of(tight, 2).kind == PlannedKind::kOverBudget);
  REQUIRE(action_of(tight, 3).kind == PlannedKind::kBuild);
}

TEST_CASE("two that serve each other do not leave each other out; hidden ones are left alone") {
  const auto twins = plan_of({open(1, "public.a", "btree (x) INCLUDE (y, z)", 0.1),
                              open(2, "public.a", "btree (x) INCLUDE (z, y)", 0.9)});
  REQUIRE(action_of(twins, 1).kind == PlannedKind::kBuild);
  REQUIRE(action_of(twins, 2).kind == PlannedKind::kSubsumed);

  const auto hidden = plan_of({open(1, "public.a", "", 0.1), open(2, "public.a", "", 0.9)});
  REQUIRE(action_of(hidden, 1).kind == PlannedKind::kBuild);
  REQUIRE(action_of(hidden, 2).kind == PlannedKind::kBuild);
}

TEST_CASE("what is replaced is dropped last, once, a day after the last build") {
  std::vector<OpenRecommendation> all = {open(1, "public.a", "btree (x, y)", 0.9),
                                         open(2, "public.a", "btree (x, z)", 0.8)};
  all[0].replaces = {{"public.old", Bytes(700)}};
  all[1].replaces = {{"public.old", Bytes(700)}};

  const auto plan = plan_of(all);
  REQUIRE(plan.size() == 3);
  REQUIRE(plan[2].kind == PlannedKind::kDrop);
  REQUIRE(plan[2].dropped == "public.old");
  REQUIRE(plan[2].phase == 3);
  REQUIRE(plan[2].starts_after == Seconds(20) + kProvingTime);
  REQUIRE(plan[2].bytes == Bytes(-700));
  REQUIRE(plan[2].total_bytes == Bytes(1300));

  REQUIRE(plan_of(all, {}, Seconds(3600)).size() == 2);
}

TEST_CASE("what would not be built in time is left out, and time won back runs from the end") {
  std::vector<OpenRecommendation> all = {open(1, "public.a", "btree (x)", 0.9),
                                         open(2, "public.a", "btree (y)", 0.1)};
  all[0].saved_per_hour = Milliseconds(100);
  const auto plan = plan_of(all, {}, Seconds(15));
  REQUIRE(action_of(plan, 2).kind == PlannedKind::kBeyondHorizon);
  REQUIRE(plan[0].total_saved.value() == Approx(100 * 5.0 / 3600));
  // What is not built keeps nothing apart.
  REQUIRE(plan[0].conflicts.empty());
  REQUIRE(plan[0].reason == "it keeps nobody waiting");
}

TEST_CASE("a plan keeps its rules on random input, and equal input gives an equal plan") {
  std::mt19937 random(7);
  const std::vector<std::string> definitions = {"btree (a)",       "btree (a, b)", "btree (b)",
                                                "btree (a, b, c)", "btree (c)",    "btree (b, c)"};
  for (int round = 0; round < 200; ++round) {
    std::vector<OpenRecommendation> all;
    std::set<std::pair<std::string, std::string>> taken;
    for (std::int64_t id = 1; id <= 12; ++id) {
      const std::string table = "t" + std::to_string(random() % 3);
      const std::string& definition = definitions[random() % definitions.size()];
      if (!taken.insert({table, definition}).second) continue;
      OpenRecommendation each = open(id, table, definition, static_cast<double>(random() % 5));
      each.size = Bytes(static_cast<std::int64_t>(100 + random() % 1000));
      each.build_time = Seconds(static_cast<double>(1 + random() % 100));
      each.blocks_writes = random() % 8 == 0;
      all.push_back(each);
    }
    const Bytes budget(static_cast<std::int64_t>(random() % 5000));
    const auto plan = plan_of(all, budget, Seconds(400));
    CAPTURE(round);

    REQUIRE(plan.size() == all.size());
    Bytes built;
    std::map<int, std::set<std::string>> tables;
    std::map<int, int> builds;
    for (const PlannedAction& action : plan) {
      if (action.kind != PlannedKind::kBuild) continue;
      const auto& each = *std::find_if(all.begin(), all.end(),
                                       [&](const auto& one) { return one.id == action.id; });
      built += action.bytes;
      REQUIRE(tables[action.phase].insert(each.target).second);
      REQUIRE(++builds[action.phase] <= kBuildsAtOnce);
      REQUIRE(action.starts_after + action.time <= Seconds(400));
    }
    REQUIRE(built <= budget);
    const auto again = plan_of(all, budget, Seconds(400));
    for (std::size_t i = 0; i < plan.size(); ++i) {
      REQUIRE(plan[i].id == again[i].id);
      REQUIRE(plan[i].phase == again[i].phase);
    }
  }
}

TEST_CASE("every kind has its name") {
  REQUIRE(name_of(PlannedKind::kBuild) == "build");
  REQUIRE(name_of(PlannedKind::kDrop) == "drop");
  REQUIRE(name_of(PlannedKind::kSubsumed) == "subsumed");
  REQUIRE(name_of(PlannedKind::kOverBudget) == "over_budget");
  REQUIRE(name_of(PlannedKind::kBeyondHorizon) == "beyond_horizon");
}

}  // namespace tend::index
