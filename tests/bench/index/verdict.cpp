// SPDX-License-Identifier: PostgreSQL
#include "tests/bench/index/verdict.h"

#include <algorithm>
#include <cstdio>

namespace tend::bench {

namespace {

// Within this a cost is the same: the planner itself takes paths within 1 % for equal, and what a
// set of indexes costs moves by less than this with the order in which they are built.
constexpr double kSameCost = 1.001;
constexpr double kShareOfExtend = 0.10;
constexpr double kMostSeconds = 30;
constexpr double kMegabyte = 1 << 20;

const char* verdict(bool met) {
  return met ? "met" : "NOT MET";
}

}  // namespace

void print(const Round& round) {
  std::printf("\n%s, budget %.1f MB\n", round.database.c_str(), round.budget_bytes / kMegabyte);
  std::printf("  %-10s %8s %8s %8s %10s %8s %8s\n", "", "cost", "reads", "indexes", "calls",
              "CPU s", "MB");
  for (const Choice& each : round.choices) {
    std::printf("  %-10s %8.4f %8.4f %8zu %10.0f %8.2f %8.1f\n", each.algorithm.c_str(),
                each.total() / round.before, each.reads / round.before, each.ddl.size(),
                each.planner_calls, each.cpu_s, each.built_bytes / kMegabyte);
  }
  std::fflush(stdout);
}

bool is_ahead(const std::vector<Round>& rounds) {
  if (rounds.empty()) return true;
  double ours = 0, theirs = 0, calls = 0, extend_calls = 0, cpu = 0, extend_cpu = 0;
  int behind = 0, over_budget = 0;
  for (const Round& round : rounds) {
    ours += round.ours().total() / round.before;
    theirs += round.best_peer().total() / round.before;
    if (round.ours().total() > round.best_peer().total() * kSameCost) ++behind;
    if (round.ours().built_bytes > round.budget_bytes) ++over_budget;
    calls += round.ours().planner_calls;
    extend_calls += round.peer("extend").planner_calls;
    cpu += round.ours().cpu_s;
    extend_cpu += round.peer("extend").cpu_s;
  }
  const auto count = static_cast<double>(rounds.size());
  const bool all_ahead = behind == 0, mean_ahead = ours < theirs;
  const bool few_calls = calls <= kShareOfExtend * extend_calls;
  const bool little_cpu = cpu <= kShareOfExtend * extend_cpu;
  std::printf("\nno budget where a peer is better    %d of %.0f behind     %s\n", behind, count,
              verdict(all_ahead));
  std::printf("mean cost / best peer's             %.4f / %.4f     %s\n", ours / count,
              theirs / count, verdict(mean_ahead));
  std::printf("planner calls / Extend's            %.4f              %s\n", calls / extend_calls,
              verdict(few_calls));
  std::printf("processor time / Extend's           %.4f              %s\n", cpu / extend_cpu,
              verdict(little_cpu));
  std::printf("sets larger than their budget       %d\n", over_budget);
  return all_ahead && mean_ahead && few_calls && little_cpu;
}

bool is_quick(const char* what, const Contest::Timing& timing) {
  const bool met = timing.seconds <= kMostSeconds;
  std::printf("\n%s: %.1f s, %.0f planner calls, cost ratio %.4f, %s     %s\n", what,
              timing.seconds, timing.planner_calls, timing.cost_ratio, timing.stopped_by.c_str(),
              verdict(met));
  return met;
}

}  // namespace tend::bench
