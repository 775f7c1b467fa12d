// SPDX-License-Identifier: PostgreSQL
// Tested by tests/unit/index/composed_plan_test.cpp.
#include "core/index/composed_plan.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace tend::index {

namespace {

// The server's default for looking a row up in a hash table (cpu_operator_cost).
constexpr double kLookup = 0.0025;

double weighted(const PlanLeaf& leaf, const AccessPath& path) {
  return leaf.startup_weight * path.startup.value() +
         leaf.run_weight * (path.total - path.startup).value();
}

bool begins_with(const std::vector<std::uint64_t>& order,
                 const std::vector<std::uint64_t>& needed) {
  return order.size() >= needed.size() && std::equal(needed.begin(), needed.end(), order.begin());
}

bool has_role(const AccessPath& path, const AccessRole& role) {
  return path.role.outer == role.outer && begins_with(path.role.order, role.order);
}

bool can_be_hashed(const AccessPath& path, const PlanLeaf& leaf) {
  return !leaf.partner.tables.empty() && leaf.path.role.order.empty() && path.role.outer.empty();
}

bool can_probe(const AccessPath& path, const PlanLeaf& leaf) {
  const std::vector<int>& others = leaf.partner.tables;
  return leaf.path.role.order.empty() && !path.role.outer.empty() &&
         std::includes(others.begin(), others.end(), path.role.outer.begin(),
                       path.role.outer.end());
}

double hashed(const AccessPath& path, const JoinPartner& partner) {
  return partner.startup_weight * (path.total + path.hashing).value() +
         partner.run_weight * kLookup * partner.rows;
}

double probed(const AccessPath& path, const JoinPartner& partner) {
  return partner.run_weight * partner.rows * path.total.value();
}

constexpr double kImpossible = std::numeric_limits<double>::infinity();
constexpr int kNone = -1;
// Plans kept of a text: what composing takes grows with them, and what it gains does not.
constexpr std::size_t kMaxPlans = 8;

bool is_subset(const std::vector<CandidateId>& ids, std::span<const CandidateId> of) {
  return std::includes(of.begin(), of.end(), ids.begin(), ids.end());
}

}  // namespace

void ComposedText::offer_path(Plan& plan, std::uint32_t slot, const AccessPath& path) {
  const PlanLeaf& leaf = plan.slots[slot].leaf;
  Offer offer{.slot = slot};
  if (path.role.place != leaf.path.role.place) return;
  if (has_role(path, leaf.path.role)) {
    offer.share = weighted(leaf, path);
  } else if (can_be_hashed(path, leaf)) {
    offer.share = hashed(path, leaf.partner);
  } else if (can_probe(path, leaf)) {
    offer.way = Way::kProbing;
    offer.share = probed(path, leaf.partner);
  } else {
    return;
  }
  if (path.needs.empty()) {
    Least& today = plan.slots[slot].today[static_cast<std::size_t>(offer.way)];
    today.share = std::min(today.share, offer.share);
  } else if (path.needs.size() == 1) {
    offer.id = path.needs.front();
    plan.offers.push_back(offer);
  } else {
    plan.joint_offers.push_back({path.needs, offer});
  }
}

void ComposedText::offer_paths(Plan& plan, const AccessPaths& paths) {
  for (std::uint32_t slot = 0; slot < plan.slots.size(); ++slot) {
    if (!plan.slots[slot].leaf.replaceable) continue;
    for (const AccessPath& path : paths) offer_path(plan, slot, path);
  }
  std::stable_sort(plan.offers.begin(), plan.offers.end(),
                   [](const Offer& a, const Offer& b) { return a.id < b.id; });
}

void ComposedText::add_paths(const AccessPaths& paths) {
  paths_.insert(paths_.end(), paths.begin(), paths.end());
  for (Plan& plan : plans_) offer_paths(plan, paths);
}

void ComposedText::add_plan(const PlanParts& plan, std::span<const CandidateId> offer) {
  double promised = 0;
  if (const std::optional<std::size_t> chosen = choose(offer, promised)) {
    plans_[*chosen].fixed += std::max(plan.cost.value() - promised, 0.0);
  }
  // The newest know the configurations that a search has come to; the first is today's.
  if (plans_.size() >= kMaxPlans) plans_.erase(plans_.begin() + 1);
  plans_.push_back(planned(plan, ScansOf::kPlan));
  if (!plan.serial_surcharge) return;
  plans_.push_back(planned(plan, ScansOf::kOthers));
  plans_.back().fixed += plan.serial_surcharge->value();
}

ComposedText::Plan ComposedText::planned(const PlanParts& parts, ScansOf scans) const {
  Plan plan{.fixed = parts.cost.value(), .slots = {}, .offers = {}, .joint_offers = {}};
  for (const PlanLeaf& leaf : parts.leaves) {
    plan.fixed -= weighted(leaf, leaf.path);
    const auto slot = static_cast<std::uint32_t>(plan.slots.size());
    plan.slots.push_back({leaf, {Least{kImpossible, kNone}, Least{kImpossible, kNone}}});
    if (scans == ScansOf::kPlan || !leaf.replaceable) offer_path(plan, slot, leaf.path);
  }
  offer_paths(plan, paths_);
  return plan;
}

void ComposedText::add_finalists(std::span<const CandidateId> among,
                                 std::set<CandidateId>& finalists) const {
  using Role = std::tuple<TablePlace, std::vector<int>, std::vector<std::uint64_t>>;
  struct Cheapest {
    Cost today{kImpossible}, total{kImpossible};
    CandidateId by = 0;
  };
  std::map<Role, Cheapest> roles;
  for (const AccessPath& path : paths_) {
    Cheapest& cheapest = roles[{path.role.place, path.role.outer, path.role.order}];
    if (path.needs.empty()) cheapest.today = std::min(cheapest.today, path.total);
    if (path.needs.size() != 1 || path.total >= cheapest.total || !is_subset(path.needs, among)) {
      continue;
    }
    cheapest.total = path.total;
    cheapest.by = path.needs.front();
  }
  for (const auto& [role, cheapest] : roles) {
    if (cheapest.total < cheapest.today) finalists.insert(cheapest.by);
  }
}

// The cheapest for each slot and way under the configuration.
void ComposedText::fill(const Plan& plan, std::span<const CandidateId> configuration) const {
  least_.clear();
  for (const Slot& slot : plan.slots) least_.push_back(slot.today);
  const auto take = [&](const Offer& offer, int by) {
    Least& least = least_[offer.slot][static_cast<std::size_t>(offer.way)];
    if (offer.share < least.share) least = {offer.share, by};
  };
  auto at = plan.offers.begin();
  for (const CandidateId id : configuration) {
    at = std::lower_bound(at, plan.offers.end(), id,
                          [](const Offer& offer, CandidateId wanted) { return offer.id < wanted; });
    for (; at != plan.offers.end() && at->id == id; ++at) take(*at, static_cast<int>(id));
  }
  for (std::size_t i = 0; i < plan.joint_offers.size(); ++i) {
    const JointOffer& joint = plan.joint_offers[i];
    if (is_subset(joint.ids, configuration)) take(joint.offer, kNone - 1 - static_cast<int>(i));
  }
  // Of the two sides of a join, one at most can be probed with the other: the one that spares more.
  spared_.clear();
  for (std::size_t i = 0; i < plan.slots.size(); ++i) {
    const JoinPartner& partner = plan.slots[i].leaf.partner;
    if (partner.tables.empty()) continue;
    const auto join = static_cast<std::size_t>(partner.join);
    if (spared_.size() <= join) spared_.resize(join + 1, {0, 0});
    const double spares = least_[i][0].share - least_[i][1].share;
    if (spares > 0) spared_[join][static_cast<std::size_t>(partner.side)] += spares;
  }
  for (std::size_t i = 0; i < plan.slots.size(); ++i) {
    const JoinPartner& partner = plan.slots[i].leaf.partner;
    if (least_[i][1].share >= least_[i][0].share) continue;
    const std::array<double, 2>& spared = spared_[static_cast<std::size_t>(partner.join)];
    const auto side = static_cast<std::size_t>(partner.side);
    if (spared[side] >= spared[1 - side]) least_[i][0] = least_[i][1];
  }
}

double ComposedText::cost_of(const Plan& plan, std::span<const CandidateId> configuration) const {
  fill(plan, configuration);
  double cost = plan.fixed;
  for (const std::array<Least, 2>& least : least_) cost += least[0].share;
  return cost;
}

std::vector<CandidateId> ComposedText::used_by(const Plan& plan,
                                               std::span<const CandidateId> configuration) const {
  fill(plan, configuration);
  std::vector<CandidateId> used;
  for (const std::array<Least, 2>& least : least_) {
    const int by = least[0].by;
    if (by > kNone) used.push_back(static_cast<CandidateId>(by));
    if (by >= kNone) continue;
    const auto& ids = plan.joint_offers[static_cast<std::size_t>(kNone - 1 - by)].ids;
    used.insert(used.end(), ids.begin(), ids.end());
  }
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  return used;
}

std::optional<std::size_t> ComposedText::choose(std::span<const CandidateId> configuration,
                                                double& cost) const {
  std::optional<std::size_t> best;
  cost = kImpossible;
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    const double reached = cost_of(plans_[i], configuration);
    if (reached >= cost) continue;
    cost = reached;
    best = i;
  }
  return best;
}

ComposedText::Composed ComposedText::cheapest(std::span<const CandidateId> configuration) const {
  double cost = 0;
  const std::size_t best = choose(configuration, cost).value();
  return {Cost(cost), used_by(plans_[best], configuration)};
}

void ComposedStatement::add_paths(const std::vector<AccessPaths>& by_text) {
  for (std::size_t i = 0; i < std::min(by_text.size(), texts_.size()); ++i) {
    texts_[i].add_paths(by_text[i]);
  }
}

void ComposedStatement::add_plan(const std::vector<PlanParts>& by_text,
                                 std::span<const CandidateId> offer) {
  // The first plan is today's, which says how many texts there are.
  if (texts_.empty()) texts_.resize(by_text.size());
  if (texts_.size() != by_text.size()) return;
  for (std::size_t i = 0; i < texts_.size(); ++i) texts_[i].add_plan(by_text[i], offer);
}

std::vector<CandidateId> ComposedStatement::finalists(std::span<const CandidateId> among) const {
  std::set<CandidateId> finalists;
  for (const ComposedText& text : texts_) text.add_finalists(among, finalists);
  return {finalists.begin(), finalists.end()};
}

PlanEstimate ComposedStatement::cheapest(std::span<const CandidateId> configuration) const {
  double sum = 0;
  std::set<CandidateId> used;
  for (const ComposedText& text : texts_) {
    ComposedText::Composed composed = text.cheapest(configuration);
    sum += composed.cost.value();
    used.insert(composed.used.begin(), composed.used.end());
  }
  return {.cost = Cost(sum / static_cast<double>(texts_.size())),
          .used = {used.begin(), used.end()}};
}

}  // namespace tend::index
