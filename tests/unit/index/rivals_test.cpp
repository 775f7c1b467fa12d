// SPDX-License-Identifier: PostgreSQL
#include "core/index/rivals.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/oracle/prepared_run.h"

namespace tend::index::test {

namespace {

const TableModel kTable = table(1, 1e6, 10000);

// The advised index of this spelling in the set, with its rivals.
AdvisedIndex advised(const Evaluation& chosen, const std::string& spelling, EvidencePorts ports) {
  for (const AdvisedIndex& index : explain_set(chosen, ports)) {
    if (canonical_text(index.definition) == spelling) return index;
  }
  FAIL("not in the set: " << spelling);
  return {};
}

const Rival* find(const std::vector<Rival>& rivals, const std::string& spelling) {
  const auto found = std::find_if(rivals.begin(), rivals.end(), [&](const Rival& each) {
    return canonical_text(each.definition) == spelling;
  });
  return found == rivals.end() ? nullptr : &*found;
}

PreparedRun two_columns(double second_calls = 1) {
  return PreparedRun({kTable},
                     {reading("a", 10, {on({equals(1, 0.01), equals(2, 0.01)})}),
                      reading("b", second_calls, {on({equals(2, 0.01)})})},
                     std::vector{index_on(kTable, {1}), index_on(kTable, {1, 2}),
                                 index_on(kTable, {2, 1}), index_on(kTable, {1, 2, 3})});
}

}  // namespace

TEST_CASE("a prefix is narrower, an extension wider, and a dearer index says by how much") {
  PreparedRun run = two_columns();
  const Evaluation chosen = run.at({1});
  (void)run.at({0});
  (void)run.at({2});
  const AdvisedIndex index = advised(chosen, "btree (c1, c2)", run.ports());

  const Rival* narrower = find(index.rivals, "btree (c1)");
  REQUIRE(narrower != nullptr);
  REQUIRE(narrower->rule == RivalRule::kNarrower);
  REQUIRE(narrower->cost.has_value());
  REQUIRE(*narrower->cost == run.at({0}).total());
  REQUIRE(narrower->reason.find("more)") != std::string::npos);

  const Rival* other = find(index.rivals, "btree (c2, c1)");
  REQUIRE(other != nullptr);
  REQUIRE(*other->cost <= chosen.total());
  REQUIRE(other->rule == RivalRule::kNoBetter);
}

TEST_CASE("rivals are made of what the index's own statements look for, and cost no planner call") {
  PreparedRun run = two_columns();
  const Evaluation chosen = run.at({1});
  (void)run.cost->moved(chosen, {});
  const long calls = run.what_if.plan_calls;

  const AdvisedIndex index = advised(chosen, "btree (c1, c2)", run.ports());

  REQUIRE(find(index.rivals, "btree (c1, c2, c3)") == nullptr);
  REQUIRE(index.rivals.size() == 2);
  REQUIRE(run.what_if.plan_calls == calls);
  for (const Rival& rival : index.rivals) {
    if (!rival.cost) REQUIRE(rival.reason.find("instead of") == std::string::npos);
    REQUIRE_FALSE(rival.reason.empty());
  }
}

TEST_CASE("a rival that the budget has no room for, and one that was dismissed, say so") {
  PreparedRun run = two_columns();
  const Evaluation chosen = run.at({1});
  EvidencePorts tight = run.ports();
  tight.storage_budget = chosen.bytes - Bytes(1);
  REQUIRE(find(advised(chosen, "btree (c1, c2)", tight).rivals, "btree (c2, c1)")->rule ==
          RivalRule::kNoRoom);

  const std::vector<Dismissal> dismissals = {{RelationId{1}, "btree (c2, c1)", 0.5}};
  EvidencePorts dismissed = run.ports();
  dismissed.dismissals = dismissals;
  REQUIRE(find(advised(chosen, "btree (c1, c2)", dismissed).rivals, "btree (c2, c1)")->rule ==
          RivalRule::kDismissed);
}

TEST_CASE("what reads cheaper but costs more to keep is told as upkeep") {
  StatementModel update;
  update.query.text = "update";
  update.query.calls = 100000;
  update.writes = {{.relation = RelationId{1}, .kind = WriteKind::kUpdate, .updated_columns = {2}}};
  PreparedRun run({kTable}, {reading("a", 1, {on({equals(1, 0.001), equals(2, 0.5)})}), update},
                  std::vector{index_on(kTable, {1}), index_on(kTable, {1, 2})});
  const Evaluation chosen = run.at({0});
  (void)run.at({1});

  const AdvisedIndex index = advised(chosen, "btree (c1)", run.ports());

  REQUIRE(find(index.rivals, "btree (c1, c2)")->rule == RivalRule::kUpkeep);
}

TEST_CASE("the number of rivals is bounded, the closest in cost come first") {
  std::vector<IndexDefinition> definitions = {index_on(kTable, {1, 2, 3})};
  for (const std::vector<int>& columns : std::vector<std::vector<int>>{
           {1}, {2}, {3}, {1, 2}, {1, 3}, {2, 1}, {2, 3}, {3, 1}, {3, 2}}) {
    definitions.push_back(index_on(kTable, columns));
  }
  PreparedRun run({kTable},
                  {reading("a", 1, {on({equals(1, 0.01), equals(2, 0.02), equals(3, 0.03)})})},
                  definitions);
  for (CandidateId id = 1; id < definitions.size(); ++id) (void)run.at({id});
  const AdvisedIndex index = advised(run.at({0}), "btree (c1, c2, c3)", run.ports());

  REQUIRE(index.rivals.size() == kMaxRivals);
  for (std::size_t i = 1; i < index.rivals.size(); ++i) {
    REQUIRE(*index.rivals[i - 1].cost <= *index.rivals[i].cost);
  }
}

TEST_CASE("every rule has its name") {
  REQUIRE(name_of(RivalRule::kDismissed) == "dismissed");
  REQUIRE(name_of(RivalRule::kNarrower) == "narrower");
  REQUIRE(name_of(RivalRule::kNoRoom) == "no_room");
  REQUIRE(name_of(RivalRule::kWiderWithoutGain) == "wider_without_gain");
  REQUIRE(name_of(RivalRule::kUpkeep) == "upkeep");
  REQUIRE(name_of(RivalRule::kDearer) == "dearer");
  REQUIRE(name_of(RivalRule::kNoBetter) == "no_better");
  REQUIRE(name_of(RivalRule::kNotPicked) == "not_picked");
}

}  // namespace tend::index::test
