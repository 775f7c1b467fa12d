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
constexpr std::size_t kMaxAskedPairs = 100;

// Share of the workload's cost up to which one statement's loss may be taken from a composed plan
// when a set is explained.
constexpr double kLightShare = 0.001;

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
    light_ += today * queries[q].query->calls * kLightShare;
    plans_[q].parts.add_plan(queries[q].observation.parts, {});
    plans_[q].parts.add_paths(queries[q].observation.paths);
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
  if (answers_ != Answers::kPlanner || until_ != nullptr) {
    const PlanEstimate& estimate = composed(query, wanted);
    if (suffices(query, estimate)) return estimate;
  }
  const PlanEstimate& estimate = found(query, wanted);
  remember(plans, wanted, estimate);
  return estimate;
}

bool CostCache::suffices(std::size_t query, const PlanEstimate& composed) const {
  if (answers_ == Answers::kComposed || (until_ != nullptr && until_->expired())) return true;
  const Cost loss = (composed.cost - plans_[query].least) * queries_[query].query->calls;
  return answers_ == Answers::kComposedIfLight && loss <= light_;
}

const PlanEstimate& CostCache::composed(std::size_t query, const Offer& wanted) {
  QueryPlans& plans = plans_[query];
  if (const PlanEstimate* estimate = known(plans, wanted)) return *estimate;
  const auto before = plans.composed.find(wanted);
  if (before != plans.composed.end()) return before->second;
  if (plans.composed.size() >= kMaxAnswers) plans.composed.clear();
  PlanEstimate estimate = plans.parts.known() ? plans.parts.cheapest(wanted) : plans.asked.at({});
  // More indexes make no plan dearer, fewer none cheaper.
  for (const auto& [offer, plan] : plans.asked) {
    if (is_subset(wanted, offer)) estimate.cost = std::max(estimate.cost, plan.cost);
    if (is_subset(offer, wanted) && plan.cost < estimate.cost) {
      estimate.cost = plan.cost;
      estimate.used = plan.used;
    }
  }
  return plans.composed.emplace(wanted, std::move(estimate)).first->second;
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

// What the port could not answer counts as unchanged.
template <class Answer>
std::optional<Answer> CostCache::taken(std::size_t query, Result<Answer> answer) {
  if (answer) return std::move(answer).value();
  if (is_cancellation(answer.failure())) {
    cancellation_ = answer.failure();
  } else {
    failures_.emplace(query, answer.failure());
  }
  return std::nullopt;
}

const PlanEstimate& CostCache::ask(std::size_t query, Offer offer) {
  const QueryObservation& today = queries_[query].observation;
  std::optional<PlanEstimate> plan;
  if (!cancellation_) {
    ++planner_calls_;
    plan = taken(query, what_if_.plan(*queries_[query].query, offer));
  }
  if (!plan) plan = PlanEstimate{.cost = today.cost, .used = {}, .shape = today.shape};
  return learn(query, std::move(offer), std::move(*plan));
}

const PlanEstimate& CostCache::learn(std::size_t query, Offer offer, PlanEstimate plan) {
  QueryPlans& plans = plans_[query];
  plans.composed.clear();
  plans.parts.add_plan(plan.parts, offer);
  plans.least = std::min(plans.least, plan.cost);
  return plans.asked.insert_or_assign(std::move(offer), std::move(plan)).first->second;
}

void CostCache::cost_scans(std::size_t query, std::span<const CandidateId> offered) {
  QueryPlans& plans = plans_[query];
  Offer news;
  std::set_difference(offered.begin(), offered.end(), plans.costed.begin(), plans.costed.end(),
                      std::back_inserter(news));
  plans.costed.insert(plans.costed.end(), news.begin(), news.end());
  std::sort(plans.costed.begin(), plans.costed.end());
  for (std::size_t start = 0; start < news.size() && !cancellation_; start += kMaxOffered) {
    const auto first = news.begin() + static_cast<std::ptrdiff_t>(start);
    const auto count = static_cast<std::ptrdiff_t>(std::min(kMaxOffered, news.size() - start));
    Offer part(first, first + count);
    std::optional<Survey> survey = taken(query, what_if_.survey(*queries_[query].query, part));
    if (!survey) continue;
    plans.composed.clear();
    plans.parts.add_paths(survey->paths);
    if (!survey->plan) continue;
    ++planner_calls_;
    const PlanEstimate& plan = learn(query, std::move(part), std::move(*survey->plan));
    plans.favourites.insert(plan.used.begin(), plan.used.end());
  }
}

const PlanEstimate& CostCache::survey(std::size_t query, std::span<const CandidateId> offered) {
  cost_scans(query, offered);
  const QueryPlans& plans = plans_[query];
  if (!plans.parts.known()) return plan(query, offered);
  std::set<CandidateId> best = plans.favourites;
  std::vector<CandidateId> finalists = plans.parts.finalists(offered);
  if (finalists.size() > kMaxOffered) finalists = plans.parts.cheapest(offered).used;
  best.insert(finalists.begin(), finalists.end());
  Offer last;
  std::copy_if(offered.begin(), offered.end(), std::back_inserter(last),
               [&](CandidateId id) { return best.contains(id); });
  return plan(query, last);
}

}  // namespace tend::index
