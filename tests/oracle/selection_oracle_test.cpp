// SPDX-License-Identifier: PostgreSQL
// Selection against the exhaustive optimum: every subset of up to ten candidates, costed by asking
// the analytic planner directly, without cache, bounds or seeds.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <random>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

constexpr unsigned kInstances = 300;
constexpr std::size_t kMaxCandidates = 10;
// Bounds with some room over what the search reaches (mean 1.0005, worst 1.14): they catch a search
// that got worse, not the last bit of a cost.
constexpr double kMeanRatio = 1.005;
constexpr double kWorstRatio = 1.25;
constexpr double kWorstUnlimited = 1.05;

// An instance with ten of its candidates, drawn by the seed.
PreparedRun prepared(unsigned seed) {
  const Instance instance = random_instance(seed);
  const PreparedRun full(instance.tables, instance.statements, 2);
  std::vector<IndexDefinition> definitions;
  for (const Candidate& each : full.candidates) definitions.push_back(each.definition);
  std::mt19937 engine(seed);
  for (std::size_t i = definitions.size(); i > 1; --i) {
    std::swap(definitions[i - 1], definitions[engine() % i]);
  }
  definitions.resize(std::min(definitions.size(), kMaxCandidates));
  return PreparedRun(instance.tables, instance.statements, definitions);
}

std::vector<CandidateId> members(unsigned mask) {
  std::vector<CandidateId> set;
  for (CandidateId id = 0; mask >> id != 0; ++id) {
    if ((mask >> id & 1U) != 0) set.push_back(id);
  }
  return set;
}

Bytes bytes_of_set(const PreparedRun& run, const std::vector<CandidateId>& set) {
  Bytes sum;
  for (const CandidateId id : set) sum += run.candidates[id].size.size;
  return sum;
}

bool allowed(const PreparedRun& run, const std::vector<CandidateId>& set,
             const AdviseLimits& limits) {
  return (!limits.storage_budget || bytes_of_set(run, set) <= *limits.storage_budget) &&
         (!limits.max_indexes || static_cast<int>(set.size()) <= *limits.max_indexes);
}

std::vector<AdviseLimits> limits_for(const PreparedRun& run) {
  const Bytes all = bytes_of_set(run, members((1U << run.candidates.size()) - 1));
  std::vector<AdviseLimits> limits(5);
  limits[1].storage_budget = all * 0.5;
  limits[2].storage_budget = all * 0.2;
  limits[3].max_indexes = 2;
  limits[4].storage_budget = all * 0.3;
  limits[4].max_indexes = 3;
  return limits;
}

// The least cost under each of the limits.
std::vector<double> optimum(PreparedRun& run, const std::vector<AdviseLimits>& limits) {
  std::vector<double> best(limits.size(), HUGE_VAL);
  for (unsigned mask = 0; mask < 1U << run.candidates.size(); ++mask) {
    const std::vector<CandidateId> set = members(mask);
    const double cost = run.total(set);
    for (std::size_t i = 0; i < limits.size(); ++i) {
      if (allowed(run, set, limits[i])) best[i] = std::min(best[i], cost);
    }
  }
  return best;
}

void print(const std::vector<double>& sorted, double mean) {
  const auto exact =
      std::count_if(sorted.begin(), sorted.end(), [](double ratio) { return ratio < 1 + 1e-9; });
  std::cout << "selection / optimum over " << sorted.size() << " cases: exact "
            << 100.0 * static_cast<double>(exact) / static_cast<double>(sorted.size())
            << " %, mean " << mean << ", p99 " << sorted[sorted.size() * 99 / 100] << ", max "
            << sorted.back() << "\n";
}

}  // namespace

TEST_CASE("selection stays within its limits and close to the exhaustive optimum") {
  std::vector<double> ratios;
  double sum = 0;
  for (unsigned seed = 1; seed <= kInstances; ++seed) {
    PreparedRun run = prepared(seed);
    const std::vector<AdviseLimits> limits = limits_for(run);
    const std::vector<double> best = optimum(run, limits);
    const double today = run.total({});
    for (std::size_t i = 0; i < limits.size(); ++i) {
      CAPTURE(seed, i);
      const Selection selection = run.select(limits[i]);
      const double cost = run.total(selection.chosen.set);

      REQUIRE(allowed(run, selection.chosen.set, limits[i]));
      REQUIRE(selection.chosen.total().value() == Approx(cost).epsilon(1e-12));
      REQUIRE(cost <= today);
      REQUIRE(cost >= best[i] * (1 - 1e-9));
      ratios.push_back(cost / best[i]);
      sum += ratios.back();
      if (i == 0) REQUIRE(ratios.back() <= kWorstUnlimited);
    }
  }
  std::sort(ratios.begin(), ratios.end());
  const double mean = sum / static_cast<double>(ratios.size());
  print(ratios, mean);
  REQUIRE(mean <= kMeanRatio);
  REQUIRE(ratios.back() <= kWorstRatio);
}

TEST_CASE("the cost cache answers every configuration as the planner would") {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    PreparedRun run = prepared(seed);
    std::mt19937 engine(seed);
    // Half of them offered widely, which must change the number of calls and nothing else.
    if (seed % 2 == 0) run.cache->expect(members((1U << run.candidates.size()) - 1));
    for (int round = 0; round < 200; ++round) {
      const std::vector<CandidateId> set =
          members(static_cast<unsigned>(engine()) & ((1U << run.candidates.size()) - 1));
      const std::size_t query = engine() % run.observed.queries.size();
      const PlanEstimate cached = run.cache->plan(query, set);
      const PlanEstimate direct = *run.what_if.plan(*run.observed.queries[query].query, set);
      CAPTURE(seed, round, query);
      REQUIRE(cached.cost.value() == Approx(direct.cost.value()).epsilon(1e-12));
      REQUIRE(std::includes(set.begin(), set.end(), cached.used.begin(), cached.used.end()));
    }
    REQUIRE(run.cache->planner_calls() < 200);
  }
}

}  // namespace tend::index::test
