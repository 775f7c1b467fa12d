// SPDX-License-Identifier: PostgreSQL
#include "core/index/index_recommendation.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/oracle/analytic_what_if.h"

namespace tend::index::test {

namespace {

using change::Level;
using change::Recommendation;

AdvisedIndex advised() {
  AdvisedIndex index;
  index.definition = index_on(table(1, 1e6, 10000), {1, 2});
  index.name = "t1_c1_c2_idx";
  index.size = {.size = Bytes(50 << 20), .entries = 1e6, .height = 2};
  index.benefit = 0.4;
  index.confidence = 0.9;
  index.cost_before = Cost(1000);
  index.cost_after = Cost(600);
  index.build_time = Seconds(5);
  index.reason = "because";
  return index;
}

Recommendation recommended(const AdvisedIndex& index,
                           const RelationSnapshot& relation = table(1, 1e6, 10000).snapshot) {
  Advice advice;
  advice.relations[relation.id] = relation;
  advice.indexes = {index};
  return recommend(advice).at(0);
}

bool mentions(const std::vector<std::string>& texts, const std::string& part) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("an ordinary index is built concurrently and undone by its exact inverse") {
  const Recommendation result = recommended(advised());

  REQUIRE(result.kind == kIndexBuildKind);
  REQUIRE(result.target == "public.t1");
  REQUIRE(result.action ==
          "CREATE INDEX CONCURRENTLY t1_c1_c2_idx ON public.t1 USING btree (c1, c2)");
  REQUIRE(result.undo == "DROP INDEX CONCURRENTLY public.t1_c1_c2_idx");
  REQUIRE(result.steps.size() == 1);
  REQUIRE(result.steps[0].lock.find("ShareUpdateExclusive") == 0);
  REQUIRE(result.risk.level == Level::kNone);
  REQUIRE(result.effort.level == Level::kLow);
  REQUIRE(result.impact.share == 0.4);
  REQUIRE(result.reason == "because");
  REQUIRE(result.priority == 1);
}

TEST_CASE("the schema of the undo is found in quoted names with dots") {
  AdvisedIndex index = advised();
  index.definition.relation_name = "\"My.Schema\".\"t.1\"";

  REQUIRE(recommended(index).undo == "DROP INDEX CONCURRENTLY \"My.Schema\".t1_c1_c2_idx");
}

TEST_CASE("a partitioned table is indexed in one plain statement, and that is a high risk") {
  RelationSnapshot relation = table(1, 1e6, 10000).snapshot;
  relation.partitioned = true;

  const Recommendation result = recommended(advised(), relation);

  REQUIRE(result.action == "CREATE INDEX t1_c1_c2_idx ON public.t1 USING btree (c1, c2)");
  REQUIRE(result.undo == "DROP INDEX public.t1_c1_c2_idx");
  REQUIRE(result.steps[0].lock.find("writes wait") != std::string::npos);
  REQUIRE(result.risk.level == Level::kHigh);
  REQUIRE(mentions(result.prerequisites, "window"));
}

TEST_CASE("an expression needs its statistics collected") {
  AdvisedIndex index = advised();
  index.definition.keys = {{.term = {.column = 0, .text = "(lower(email))", .columns = {3}},
                            .opclass = "",
                            .collation = ""}};

  const Recommendation result = recommended(index);

  REQUIRE(result.steps.size() == 2);
  REQUIRE(result.steps[1].sql == "ANALYZE public.t1");
}

TEST_CASE("what it replaces is dropped last, with the statement that brings it back") {
  AdvisedIndex index = advised();
  index.replaces = {"public.old_idx"};
  RelationSnapshot relation = table(1, 1e6, 10000).snapshot;
  relation.indexes = {
      {.name = "public.other_idx", .definition = index_on(table(1, 1e6, 10000), {4})},
      {.name = "public.old_idx", .definition = index_on(table(1, 1e6, 10000), {1})}};

  const Recommendation result = recommended(index, relation);

  REQUIRE(result.steps.size() == 2);
  REQUIRE(result.steps[1].sql == "DROP INDEX CONCURRENTLY public.old_idx");
  REQUIRE(result.steps[1].undo ==
          "CREATE INDEX CONCURRENTLY old_idx ON public.t1 USING btree (c1)");
  REQUIRE(mentions(result.tradeoffs, "public.old_idx"));
  REQUIRE(mentions(result.effort.reasons, "second step"));
}

TEST_CASE("lost heap-only updates and heavy writing are medium risks with their reasons") {
  AdvisedIndex index = advised();
  index.breaks_hot = true;
  REQUIRE(recommended(index).risk.level == Level::kMedium);
  REQUIRE(mentions(recommended(index).risk.reasons, "heap-only"));
  REQUIRE(mentions(recommended(index).tradeoffs, "heap-only"));

  RelationSnapshot relation = table(1, 1e6, 10000).snapshot;
  relation.writes_per_day.updates = 2e6;
  REQUIRE(recommended(advised(), relation).risk.level == Level::kMedium);
}

TEST_CASE("low confidence is a risk that names its doubts") {
  AdvisedIndex index = advised();
  index.confidence = 0.6;
  index.doubts = {"first doubt", "second doubt"};
  REQUIRE(recommended(index).risk.level == Level::kMedium);
  REQUIRE(mentions(recommended(index).risk.reasons, "first doubt; second doubt"));

  index.confidence = 0.4;
  REQUIRE(recommended(index).risk.level == Level::kHigh);
}

TEST_CASE("long builds and large indexes are an effort") {
  AdvisedIndex index = advised();
  index.build_time = Seconds(600);
  REQUIRE(recommended(index).effort.level == Level::kMedium);
  REQUIRE(recommended(index).risk.level == Level::kLow);
  index.build_time = Seconds(7200);
  REQUIRE(recommended(index).effort.level == Level::kHigh);

  AdvisedIndex large = advised();
  large.size.size = Bytes(std::int64_t{2} << 30);
  REQUIRE(recommended(large).effort.level == Level::kMedium);
  REQUIRE(mentions(recommended(large).prerequisites, "4.0 GB"));
}

TEST_CASE("what it costs is said: bytes, upkeep, break-even") {
  AdvisedIndex index = advised();
  index.write_cost = Cost(60);
  index.break_even_calls_per_day = 12.3;

  const Recommendation result = recommended(index);

  REQUIRE(mentions(result.tradeoffs, "50 MB"));
  REQUIRE(mentions(result.tradeoffs, "10 %"));
  REQUIRE(mentions(result.tradeoffs, "12.3 calls a day"));
}

TEST_CASE("a build time is worded as a time") {
  AdvisedIndex index = advised();
  REQUIRE(mentions(recommended(index).effort.reasons, "one statement, about 5 s"));
  index.build_time = Seconds(0.2);
  REQUIRE(mentions(recommended(index).effort.reasons, "one statement, under a second"));
}

TEST_CASE("every level above none has its reasons") {
  AdvisedIndex index = advised();
  index.breaks_hot = true;
  index.confidence = 0.3;
  index.build_time = Seconds(10000);
  const Recommendation result = recommended(index);

  REQUIRE(result.risk.reasons.size() == 3);
  REQUIRE_FALSE(result.effort.reasons.empty());
}

TEST_CASE("recommendations keep the advice's order and are ranked among themselves") {
  Advice advice;
  advice.relations[RelationId{1}] = table(1, 1e6, 10000).snapshot;
  AdvisedIndex risky = advised();
  risky.benefit = 0.5;
  risky.confidence = 0.4;
  advice.indexes = {risky, advised()};

  const std::vector<Recommendation> all = recommend(advice);

  REQUIRE(all.size() == 2);
  REQUIRE(all[0].impact.share == 0.5);
  REQUIRE(all[0].priority == 2);
  REQUIRE(all[1].priority == 1);
  REQUIRE(recommend(Advice{}).empty());
}

}  // namespace tend::index::test
