// SPDX-License-Identifier: PostgreSQL
// Method and source: cost_cache.h. Tested by tests/unit/index/cost_cache_test.cpp.
#include "core/index/cost_cache.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

#include "core/index/unindexable.h"

namespace tend::index {

namespace {

// Candidates offered at once beyond which planning gets slower than asking more often is.
constexpr std::size_t kMaxOffered = 150;
// New plans that one question may take before it is asked as it stands. Plans of wide offers serve
// later questions as well, so a few are well spent; a statement of many joins can need more than
// they would ever save.
constexpr int kMaxNewPlans = 4;
// Answers kept per statement; they save the way through the plans, not planner calls, and a search
// asks for the same few hundred configurations again and again.
constexpr std::size_t kMaxAnswers = 2000;

// Pairs up to which every move of a search is put to the planner: a search asks some ten times as
// often as there are pairs, and ten thousand calls take seconds.
constexpr std::size_t kMaxAskedPairs = 600;

bool is_subset(const std::vector<CandidateId>& ids, const std::vector<CandidateId>& of) {
  return std::includes(of.begin(), of.end(), ids.begin(), ids.end());
}

}  // namespace

CostCache::CostCache(WhatIf& what_if, const std::vector<ObservedQuery>& queries,
                     std::vector<std::vector<CandidateId>> relevant)
    : what_if_(what_if), queries_(queries), relevant_(std::move(relevant)), plans_(queries.size()) {
  for (std::size_t q = 0; q < queries.size(); ++q) {
    first_relevant_.push_back(relevant_[q].size());
    const Cost today = queries[q].observation.cost;
    plans_[q].asked.emplace(
        Offer{}, PlanEstimate{.cost = today, .used = {}, .shape = queries[q].observation.shape});
    plans_[q].least = today;
  }
}

void CostCache::add_relevant(const std::vector<std::vector<CandidateId>>& more) {
  for (std::size_t q = 0; q < relevant_.size(); ++q) {
    relevant_[q].insert(relevant_[q].end(), more[q].begin(), more[q].end());
  }
}

bool CostCache::is_large() const {
  return std::accumulate(first_relevant_.begin(), first_relevant_.end(), std::size_t{0}) >
         kMaxAskedPairs;
}

void CostCache::expect(std::span<const CandidateId> pool) {
  for (std::size_t q = 0; q < plans_.size(); ++q) {
    Offer& expected = plans_[q].expected;
    expected.clear();
    std::set_intersection(pool.begin(), pool.end(), relevant_[q].begin(), relevant_[q].end(),
                          std::back_inserter(expected));
    if (expected.size() > kMaxOffered) expected.clear();
  }
}

CostCache::Offer CostCache::wanted_of(std::size_t query,
                                      std::span<const CandidateId> configuration) const {
  Offer wanted;
  std::set_intersection(configuration.begin(), configuration.end(), relevant_[query].begin(),
                        relevant_[query].end(), std::back_inserter(wanted));
  return wanted;
}

const PlanEstimate* CostCache::known_plan(std::size_t query,
                                          std::span<const CandidateId> configuration) {
  return known(plans_[query], wanted_of(query, configuration));
}

const PlanEstimate& CostCache::plan(std::size_t query, std::span<const CandidateId> configuration) {
  QueryPlans& plans = plans_[query];
  const Offer wanted = wanted_of(query, configuration);
  if (wanted.empty()) return plans.asked.at(wanted);
  const auto answered = plans.answered.find(wanted);
  if (answered != plans.answered.end()) return *answered->second;
  if (kinship_ != nullptr) return guessed(query, wanted);
  const PlanEstimate& estimate = found(query, wanted);
  remember(plans, wanted, estimate);
  return estimate;
}

const PlanEstimate& CostCache::guessed(std::size_t query, const Offer& wanted) {
  QueryPlans& plans = plans_[query];
  if (const PlanEstimate* estimate = known(plans, wanted)) return *estimate;
  const auto before = plans.guessed.find(wanted);
  if (before != plans.guessed.end()) return before->second;
  if (plans.guessed.size() >= kMaxAnswers) plans.guessed.clear();
  return plans.guessed.emplace(wanted, guess_plan(plans.asked, wanted, *kinship_)).first->second;
}

void CostCache::remember(QueryPlans& plans, const Offer& offer, const PlanEstimate& estimate) {
  if (plans.answered.size() >= kMaxAnswers) plans.answered.clear();
  plans.answered.emplace(offer, &estimate);
}

const PlanEstimate& CostCache::found(std::size_t query, const Offer& wanted) {
  QueryPlans& plans = plans_[query];
  Offer offer;
  std::set_union(wanted.begin(), wanted.end(), plans.expected.begin(), plans.expected.end(),
                 std::back_inserter(offer));
  for (int new_plans = 0; new_plans < kMaxNewPlans && offer.size() > wanted.size();) {
    const PlanEstimate* estimate = known(plans, offer);
    if (estimate == nullptr) {
      estimate = &ask(query, offer);
      ++new_plans;
    }
    if (is_subset(estimate->used, wanted)) return *estimate;
    std::erase_if(offer, [&](CandidateId id) {
      return std::binary_search(estimate->used.begin(), estimate->used.end(), id) &&
             !std::binary_search(wanted.begin(), wanted.end(), id);
    });
  }
  const PlanEstimate* same = known(plans, wanted);
  return same != nullptr ? *same : ask(query, wanted);
}

// A plan that was asked for the offer, or for more without using what is not in the offer.
const PlanEstimate* CostCache::known(QueryPlans& plans, const Offer& offer) {
  const auto exact = plans.asked.find(offer);
  if (exact != plans.asked.end()) return &exact->second;
  const auto answered = plans.answered.find(offer);
  if (answered != plans.answered.end()) return answered->second;
  for (const auto& [asked, estimate] : plans.asked) {
    if (!is_subset(estimate.used, offer) || !is_subset(offer, asked)) continue;
    remember(plans, offer, estimate);
    return &estimate;
  }
  return nullptr;
}

const PlanEstimate& CostCache::ask(std::size_t query, Offer offer) {
  QueryPlans& plans = plans_[query];
  const QueryObservation& today = queries_[query].observation;
  PlanEstimate estimate{.cost = today.cost, .used = {}, .shape = today.shape};
  if (!cancellation_) {
    ++planner_calls_;
    Result<PlanEstimate> answer = what_if_.plan(*queries_[query].query, offer);
    if (answer) {
      estimate = std::move(answer).value();
    } else if (is_cancellation(answer.failure())) {
      cancellation_ = answer.failure();
    } else {
      failures_.emplace(query, answer.failure());
    }
  }
  plans.guessed.clear();
  plans.least = std::min(plans.least, estimate.cost);
  return plans.asked.emplace(std::move(offer), std::move(estimate)).first->second;
}

}  // namespace tend::index
