// SPDX-License-Identifier: PostgreSQL
// What building an index means for whoever has to answer for it. Each level is the highest of its
// reasons', so that no reason is averaged away.
//
// Source: docs/methods/index-advice.md#risk-and-effort.
// Tested by tests/unit/index/index_recommendation_test.cpp.
#include "core/index/index_recommendation.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/change/priority.h"
#include "core/index/build_time.h"
#include "core/index/number_text.h"
#include "core/index/other_methods.h"

namespace tend::index {

namespace {

using change::Assessment;
using change::Level;
using change::Recommendation;
using change::Step;

// Above these a build occupies the disk long enough to be felt, or to collide with other work.
constexpr Seconds kLongBuild{300};
constexpr Seconds kVeryLongBuild{3600};
// A gigabyte more to store, back up and keep in memory is a decision of its own.
constexpr Bytes kLargeIndex{std::int64_t{1} << 30};
// Rows changed per row of the table and day that make a table write-heavy: each entry of the index
// is replaced once a day.
constexpr double kWriteHeavyTurnover = 1.0;
// pg_tend.min_confidence's default: below it nothing is applied by itself.
constexpr double kTrustedConfidence = 0.7;
constexpr double kDoubtfulConfidence = 0.5;
// A concurrent build sorts on disk beside the finished index.
constexpr double kDiskFactor = 2.0;

void raise(Assessment& assessment, Level level, std::string reason) {
  assessment.level = std::max(assessment.level, level);
  assessment.reasons.push_back(std::move(reason));
}

// Inserts are left out: a growing table appends to its indexes, it does not churn them.
double rows_changed_per_day(const WriteRates& rates) {
  return rates.updates + rates.deletes;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

std::string about(Seconds time) {
  const std::string text = duration_text(time);
  return text.find_first_of("0123456789") == 0 ? "about " + text : text;
}

Assessment risk_of(const AdvisedIndex& index, const RelationSnapshot& relation) {
  Assessment risk;
  if (relation.partitioned) {
    raise(risk, Level::kHigh,
          "a partitioned table cannot be indexed concurrently in one statement: writes to it wait "
          "until the build is over");
  }
  if (index.breaks_hot) {
    raise(risk, Level::kMedium,
          "updates that are heap-only today assign an indexed column and would no longer be");
  }
  if (rows_changed_per_day(relation.writes_per_day) > kWriteHeavyTurnover * relation.rows &&
      relation.rows > 0) {
    raise(risk, Level::kMedium, "its rows are updated or deleted more than once a day on average");
  }
  if (index.confidence < kTrustedConfidence) {
    raise(risk, index.confidence < kDoubtfulConfidence ? Level::kHigh : Level::kMedium,
          "the estimate is uncertain: " + joined(index.doubts));
  }
  if (index.build_time >= kLongBuild) {
    raise(risk, Level::kLow, "the build reads the whole table twice, " + about(index.build_time));
  }
  return risk;
}

Assessment effort_of(const AdvisedIndex& index, const RelationSnapshot& relation) {
  Assessment effort;
  raise(effort, Level::kLow, "one statement, " + about(index.build_time));
  if (index.build_time >= kLongBuild) {
    raise(effort, index.build_time >= kVeryLongBuild ? Level::kHigh : Level::kMedium,
          "the build should be watched and kept out of busy hours");
  }
  if (index.size.size >= kLargeIndex) {
    raise(effort, Level::kMedium,
          "it adds " + bytes_text(index.size.size) + " to store and back up");
  }
  if (relation.partitioned) {
    raise(effort, Level::kMedium, "it needs a window in which writes to the table may wait");
  }
  if (!index.replaces.empty()) {
    raise(effort, Level::kLow, "dropping what it replaces is a second step, after measuring");
  }
  return effort;
}

// The schema part of a qualified name, with its dot; empty without one.
std::string schema_of(const std::string& qualified) {
  bool quoted = false;
  std::size_t end = 0;
  for (std::size_t i = 0; i < qualified.size(); ++i) {
    if (qualified[i] == '"') quoted = !quoted;
    if (qualified[i] == '.' && !quoted) end = i + 1;
  }
  return qualified.substr(0, end);
}

constexpr char kGentleLock[] = "ShareUpdateExclusive (reads and writes go on)";

Step build_step(const AdvisedIndex& index, const RelationSnapshot& relation) {
  const std::string qualified = schema_of(index.definition.relation_name) + index.name;
  if (relation.partitioned) {
    return {.title = "Create the index on every partition",
            .sql = create_statement(index.definition, index.name),
            .undo = "DROP INDEX " + qualified,
            .lock = "Share (reads go on, writes wait)",
            .time = index.build_time,
            .bytes = index.size.size,
            .watch = "pg_stat_progress_create_index; sessions that wait for the table's lock"};
  }
  return {.title = "Create the index without blocking writes",
          .sql = create_statement(index.definition, index.name, BuildMode::kConcurrently),
          .undo = "DROP INDEX CONCURRENTLY " + qualified,
          .lock = kGentleLock,
          .time = index.build_time,
          .bytes = index.size.size,
          .watch =
              "pg_stat_progress_create_index and the lag of replicas; if it fails or is "
              "cancelled it may leave an invalid index of this name: only if that one is invalid "
              "run the undo, then again"};
}

Step drop_step(const ExistingIndex& index) {
  const std::string name = index.name.substr(schema_of(index.name).size());
  return {.title = "After the new index has proved itself, drop " + index.name,
          .sql = "DROP INDEX CONCURRENTLY " + index.name,
          .undo = create_statement(index.definition, name, BuildMode::kConcurrently),
          .lock = kGentleLock,
          .time = estimate_drop_time(),
          .watch =
              "before: idx_scan of both in pg_stat_user_indexes, on replicas too; after: the "
              "times of the statements in tend.statement_history()"};
}

std::vector<Step> steps_of(const AdvisedIndex& index, const RelationSnapshot& relation) {
  std::vector<Step> steps = {build_step(index, relation)};
  if (kind_of(index.definition) == IndexKind::kExpression) {
    steps.push_back({.title = "Collect statistics on the expression",
                     .sql = "ANALYZE " + index.definition.relation_name,
                     .undo = "",
                     .lock = kGentleLock,
                     .time = estimate_analyze_time(relation)});
  }
  for (const ExistingIndex& existing : relation.indexes) {
    const bool replaced = std::find(index.replaces.begin(), index.replaces.end(), existing.name) !=
                          index.replaces.end();
    if (replaced && !relation.partitioned) steps.push_back(drop_step(existing));
  }
  return steps;
}

std::vector<std::string> prerequisites_of(const AdvisedIndex& index,
                                          const RelationSnapshot& relation) {
  std::vector<std::string> all = {"free disk space of about " +
                                  bytes_text(index.size.size * kDiskFactor) +
                                  " for the index and its sort"};
  if (relation.partitioned) {
    all.emplace_back("a window in which writes to the table may wait");
  } else {
    all.emplace_back(
        "no long-running or prepared transaction: the build waits for every older one");
    all.emplace_back("no other concurrent index build, VACUUM or ANALYZE on the table meanwhile");
  }
  all.emplace_back(
      "lock_timeout set for the session (5 s, say), so that nobody queues behind a build that "
      "waits for its lock");
  return all;
}

// What a method costs that a B-tree does not; empty for a B-tree.
std::string_view method_tradeoff(const std::string& method) {
  if (method == name_of(Method::kGin)) {
    return "new entries wait in a list that every search reads as well, until VACUUM or the write "
           "that fills it (gin_pending_list_limit) merges them";
  }
  if (method == name_of(Method::kBrin)) {
    return "serves ranges only while new rows come in the column's order, and reads whole ranges "
           "of "
           "128 pages; new pages are summarized by VACUUM";
  }
  return "";
}

std::vector<std::string> tradeoffs_of(const AdvisedIndex& index) {
  std::vector<std::string> all = {bytes_text(index.size.size) + " more on disk"};
  if (index.write_cost > Cost(0) && index.cost_after > Cost(0)) {
    all.push_back("upkeep by the workload's writes of " + cost_text(index.write_cost) +
                  " cost units (" + percent_text(index.write_cost / index.cost_after) +
                  " of the workload's cost with the set), already subtracted from the benefit");
  }
  if (index.write_cost < Cost(0)) {
    all.push_back("the workload's writes get cheaper by " + cost_text(Cost(0) - index.write_cost) +
                  " cost units, once what it replaces is dropped");
  }
  if (index.break_even_calls_per_day > 0) {
    all.push_back("below " + cost_text(Cost(index.break_even_calls_per_day)) +
                  " calls a day of the statements that use it, its upkeep exceeds its gain");
  }
  if (const std::string_view text = method_tradeoff(index.definition.method); !text.empty()) {
    all.emplace_back(text);
  }
  if (index.breaks_hot) {
    all.emplace_back(
        "heap-only updates are lost for the columns it contains, so that every index "
        "of the table is written by those updates");
  }
  if (!index.replaces.empty()) {
    all.push_back("makes redundant: " + joined(index.replaces));
  }
  if (!index.keeps.empty()) {
    all.push_back("contains but does not replace " + joined(index.keeps) +
                  ": without it a statement would get more than 10 % dearer");
  }
  return all;
}

Recommendation recommendation_of(const AdvisedIndex& index, const RelationSnapshot& relation) {
  Recommendation result;
  result.kind = kIndexBuildKind;
  result.target = index.definition.relation_name;
  result.steps = steps_of(index, relation);
  result.action = result.steps.front().sql;
  result.undo = result.steps.front().undo;
  result.impact = {.share = std::clamp(index.benefit, 0.0, 1.0),
                   .saved_per_hour = index.saved_per_hour};
  result.confidence = index.confidence;
  result.risk = risk_of(index, relation);
  result.effort = effort_of(index, relation);
  result.prerequisites = prerequisites_of(index, relation);
  result.tradeoffs = tradeoffs_of(index);
  result.reason = index.reason;
  return result;
}

}  // namespace

std::vector<Recommendation> recommend(const Advice& advice) {
  std::vector<Recommendation> recommendations;
  for (const AdvisedIndex& index : advice.indexes) {
    recommendations.push_back(
        recommendation_of(index, advice.relations.at(index.definition.relation)));
  }
  change::rank(recommendations);
  return recommendations;
}

}  // namespace tend::index
