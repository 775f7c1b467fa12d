// SPDX-License-Identifier: PostgreSQL
// What a statement would cost under a configuration that the planner was not asked about, composed
// of its known plans: what stands above the scans stays as it is, and each scan is replaced by the
// cheapest one of the configuration that can stand in its place (probed with the same tables, in
// the order that the plan relies on). Beyond INUM, a scan that is one side of a join by itself may
// also be probed where it was hashed, and be hashed where it was probed.
//
// A composed plan is possible, so its cost is about an upper bound; a plan of another shape may be
// cheaper. It decides what is looked at and is never shown.
//
// Source: S. Papadomanolakis, D. Dash, A. Ailamaki, "Efficient use of the query optimizer for
// automated physical design", VLDB 2007 (INUM). docs/methods/index-advice.md#composed-plans.
// Tested by tests/unit/index/composed_plan_test.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/index/what_if.h"

namespace tend::index {

// The plans and access paths of one text.
class ComposedText {
 public:
  void add_paths(const AccessPaths& paths);

  // A plan that the planner made of the offer, ascending. Where what was composed for the offer
  // promised less than it costs, the promise is raised to that.
  void add_plan(const PlanParts& plan, std::span<const CandidateId> offer);

  struct Composed {
    Cost cost;
    std::vector<CandidateId> used;  // ascending
  };
  // The cheapest of the composed plans. `configuration` ascending.
  // REQUIRES: a plan that needs no candidate was added.
  Composed cheapest(std::span<const CandidateId> configuration) const;

  // Of these candidates (ascending) those that read a place in some role cheaper than any other of
  // them and than what is possible today: what is worth offering to the planner.
  void add_finalists(std::span<const CandidateId> among, std::set<CandidateId>& finalists) const;

 private:
  // How a path takes a scan's place: read as the plan does, or hashed; or probed with the other
  // side of its join, which then cannot be probed with it.
  enum class Way { kPlain, kProbing };
  // Whether a plan may keep its own scans: those of parallel workers are none of a serial plan's.
  enum class ScansOf { kPlan, kOthers };
  // The cheapest for a slot so far, as a share of the plan's cost; infinite if there is none.
  struct Least {
    double share;
    int by;  // a candidate; kNone; or below it the number of a joint offer
  };
  struct Slot {
    PlanLeaf leaf;
    std::array<Least, 2> today;  // by way, without candidates
  };
  struct Offer {
    CandidateId id = 0;
    std::uint32_t slot = 0;
    Way way = Way::kPlain;
    double share = 0;
  };
  struct JointOffer {
    std::vector<CandidateId> ids;  // ascending
    Offer offer;
  };
  struct Plan {
    double fixed = 0;  // cost without its scans
    std::vector<Slot> slots;
    std::vector<Offer> offers;  // by candidate
    std::vector<JointOffer> joint_offers;
  };
  Plan planned(const PlanParts& plan, ScansOf scans) const;
  static void offer_path(Plan& plan, std::uint32_t slot, const AccessPath& path);
  static void offer_paths(Plan& plan, const AccessPaths& paths);
  void fill(const Plan& plan, std::span<const CandidateId> configuration) const;
  double cost_of(const Plan& plan, std::span<const CandidateId> configuration) const;
  std::vector<CandidateId> used_by(const Plan& plan,
                                   std::span<const CandidateId> configuration) const;
  std::optional<std::size_t> choose(std::span<const CandidateId> configuration, double& cost) const;

  AccessPaths paths_;
  std::vector<Plan> plans_;
  // Of the plan looked at last: the cheapest for each slot, and what the sides of each join spare
  // by probing. Kept for its memory.
  mutable std::vector<std::array<Least, 2>> least_;
  mutable std::vector<std::array<double, 2>> spared_;
};

// The same for a statement, which has one text or several captured executions: costs are means.
class ComposedStatement {
 public:
  void add_paths(const std::vector<AccessPaths>& by_text);
  void add_plan(const std::vector<PlanParts>& by_text, std::span<const CandidateId> offer);

  // False if the port tells nothing of the plans' parts.
  bool known() const { return !texts_.empty(); }

  // See ComposedText::add_finalists(); ascending.
  std::vector<CandidateId> finalists(std::span<const CandidateId> among) const;

  // REQUIRES: known().
  PlanEstimate cheapest(std::span<const CandidateId> configuration) const;

 private:
  std::vector<ComposedText> texts_;
};

}  // namespace tend::index
