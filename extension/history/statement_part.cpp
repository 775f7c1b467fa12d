// SPDX-License-Identifier: PostgreSQL
// The statements of a sample: read, pair with what was seen last, subtract, write.
#include "extension/boundary/pg.h"

#include "core/workload/statement_delta.h"
#include "extension/boundary/row_batch.h"
#include "extension/history/dictionary.h"
#include "extension/history/ring_rotation.h"
#include "extension/history/sample_run.h"

namespace tend::ext {

namespace {

using workload::StatementDelta;
using workload::StatementReading;

struct SeenEntry {
  int32 statement_id;
  StatementReading reading;
  bool present = false;  // it is still there
};
using SeenEntries = std::unordered_map<StatementKey, SeenEntry, StatementKeyHash>;

// Statements that share a row of tend.statement_seen: as many as stay below the 2 kB from which the
// server would compress it.
constexpr int32 kPackSize = 8;
using PackKey = std::pair<int32, bool>;  // statement ids by kPackSize, top level
PackKey pack_of(int32 statement_id, bool toplevel) {
  return {statement_id / kPackSize, toplevel};
}

// What the last sample read. Top-level and nested executions are counted in entries of their own.
struct Seen {
  SeenEntries toplevel, nested;
  std::map<PackKey, ItemPointerData> rows;  // where each pack is stored
  SeenEntries& of(bool is_toplevel) { return is_toplevel ? toplevel : nested; }
};

// A reading is stored as its counts, then these three.
constexpr size_t kSquares = workload::kStatementCounts;
constexpr size_t kMin = kSquares + 1;
constexpr size_t kMax = kSquares + 2;
constexpr size_t kStored = kSquares + 3;

struct Pack {
  std::vector<int64> statement_ids, query_ids, roles;
  std::vector<double> counters;  // kStored for each

  void add(const StatementKey& key, const SeenEntry& entry) {
    const StatementReading& reading = entry.reading;
    statement_ids.push_back(entry.statement_id);
    query_ids.push_back(key.query_id);
    roles.push_back(key.role);
    counters.insert(counters.end(), reading.counts.begin(), reading.counts.end());
    counters.insert(counters.end(), {reading.squares_ms2, reading.min_ms, reading.max_ms});
  }
};

StatementReading reading_at(const double* values) {
  StatementReading reading;
  std::copy_n(values, reading.counts.size(), reading.counts.begin());
  reading.squares_ms2 = values[kSquares];
  reading.min_ms = values[kMin];
  reading.max_ms = values[kMax];
  return reading;
}

Seen read_seen(SqlSession& session) {
  Seen seen;
  session.execute(
      "select toplevel, statement_ids, queryids, userids, counters, pack::int8, ctid"
      " from tend.statement_seen");
  session.for_each_row([&](const Row& row) {
    SeenEntries& entries = seen.of(row.boolean(1));
    const Pack pack{row.int8s(2), row.int8s(3), row.int8s(4), row.float8s(5)};
    seen.rows[{static_cast<int32>(row.int8(6)), row.boolean(1)}] = row.tid(7);
    // Statements of another layout count as unseen.
    if (pack.counters.size() != kStored * pack.statement_ids.size()) return;
    for (size_t i = 0; i < pack.statement_ids.size(); i++) {
      entries[{pack.query_ids[i], static_cast<Oid>(pack.roles[i])}] = {
          static_cast<int32>(pack.statement_ids[i]), reading_at(&pack.counters[i * kStored])};
    }
  });
  return seen;
}

// The counts of one statement in this interval; top-level and nested executions together.
struct Counted {
  StatementDelta sum;
  bool first = true;
};

void add(Counted& counted, const StatementDelta& delta) {
  if (counted.first) {
    counted = {delta, false};
    return;
  }
  for (size_t i = 0; i < delta.counts.size(); i++) counted.sum.counts[i] += delta.counts[i];
  const bool known = counted.sum.squares_ms2 && delta.squares_ms2;
  counted.sum.squares_ms2 =
      known ? std::optional(*counted.sum.squares_ms2 + *delta.squares_ms2) : std::nullopt;
}

struct Changes {
  std::map<int32, Counted> counted;  // by statement
  std::set<PackKey> packs;           // whose statements moved, came or went
};

RowBatch::Cell squares_cell(const std::optional<double>& squares) {
  if (!squares) return std::monostate{};
  return *squares;
}

void write_rows(SampleRun& run, const Changes& changes, int32 interval) {
  using namespace workload;
  RowBatch rows(child_table("statement_interval", run.slot));
  for (const auto& [statement, counted] : changes.counted) {
    const auto& counts = counted.sum.counts;
    rows.add({counts[kCalls], counts[kTotalMs], int64{interval}, int64{statement},
              squares_cell(counted.sum.squares_ms2), counts[kRows], counts[kBlocksHit],
              counts[kBlocksRead], counts[kBlocksDirtied], counts[kBlocksWritten],
              counts[kTempRead], counts[kTempWritten], counts[kReadMs], counts[kWriteMs],
              counts[kWalBytes], counts[kPlanMs], int64{run.slot}});
  }
  rows.write();
}

// Entries that were dropped: when they come back they count from zero.
void forget_gone(Seen& seen, Changes& changes) {
  for (const bool toplevel : {true, false}) {
    std::erase_if(seen.of(toplevel), [&](const auto& entry) {
      if (!entry.second.present) changes.packs.insert(pack_of(entry.second.statement_id, toplevel));
      return !entry.second.present;
    });
  }
}

void write_seen(SqlSession& session, Seen& seen, const Changes& changes) {
  if (changes.packs.empty()) return;
  std::map<PackKey, Pack> packs;
  for (const PackKey& key : changes.packs) packs[key].counters.reserve(kPackSize * kStored);
  for (const bool toplevel : {true, false}) {
    for (const auto& [key, entry] : seen.of(toplevel)) {
      const auto pack = packs.find(pack_of(entry.statement_id, toplevel));
      if (pack != packs.end()) pack->second.add(key, entry);
    }
  }
  RowBatch rows("statement_seen");
  for (const auto& [key, pack] : packs) {
    const auto stored = seen.rows.find(key);
    rows.replace(stored == seen.rows.end() ? std::nullopt : std::optional(stored->second),
                 {int64{key.first}, key.second, pack.statement_ids, pack.query_ids, pack.roles,
                  pack.counters});
  }
  rows.write();
  // Ids are never used again: packs that all have left would add up.
  if (std::any_of(packs.begin(), packs.end(),
                  [](const auto& pack) { return pack.second.statement_ids.empty(); })) {
    session.execute("delete from tend.statement_seen where statement_ids = '{}'");
  }
}

Changes changes_between(SampleRun& run, Seen& seen, const StatementSource& source,
                        workload::Meanwhile meanwhile, OpenInterval& interval) {
  Changes changes;
  for (const StatementEntry& entry : source.entries) {
    SeenEntries& entries = seen.of(entry.toplevel);
    const auto last = entries.find(entry.key);
    const bool known = last != entries.end();
    if (known) last->second.present = true;
    if (known && last->second.reading == entry.reading) continue;
    const StatementDelta delta = workload::delta(
        known ? std::optional(last->second.reading) : std::nullopt, entry.reading, meanwhile);
    const auto statement = run.statement_ids.find(entry.key);
    if (statement == run.statement_ids.end()) continue;  // evicted before its text was read
    SeenEntry& now_seen = known ? last->second : entries[entry.key];
    now_seen = {statement->second, entry.reading, true};
    changes.packs.insert(pack_of(statement->second, entry.toplevel));
    if (!delta.executed()) continue;
    add(changes.counted[statement->second], delta);
    run.uncertain |= delta.uncertain;
    if (entry.toplevel) interval.statement_ms += delta.counts[workload::kTotalMs];
  }
  return changes;
}

// Whether the entries tell what ran since their own reset rather than since the last sample: at the
// first sample, and where they count from before it but were reset since (a promoted standby, a
// restored server), which is other activity than what was sampled here.
bool counts_since_reset(const SampleRun& run) {
  const std::optional<TimestampTz>& before = run.before.statements_reset;
  if (!before) return true;
  return *before != *run.after.statements_reset && run.before.sampled_at &&
         *run.after.statements_reset < *run.before.sampled_at;
}

}  // namespace

void sample_statements(SampleRun& run) {
  bool failed = false;
  const std::optional<StatementSource> source = read_statement_source(failed);
  run.partial |= failed;
  if (!source) return;

  run.after.statements_reset = source->reset.value_or(run.now.boot);
  run.after.evictions = source->evictions;
  const bool first = counts_since_reset(run);
  run.statements_counted = !first;
  OpenInterval& interval = first ? run.totals : run.regular;
  // Rates over this interval are the statements', whatever else began before.
  if (first) interval.started_at = std::min(*run.after.statements_reset, run.now.at);

  Seen seen = read_seen(run.session);
  run.statement_ids.reserve(source->entries.size());
  for (const bool toplevel : {true, false}) {
    for (const auto& [key, entry] : seen.of(toplevel)) run.statement_ids[key] = entry.statement_id;
  }
  learn_statements(run, source->entries);

  const workload::Meanwhile meanwhile{
      .reset =
          run.before.statements_reset && run.before.statements_reset != run.after.statements_reset,
      .evicted = run.after.evictions != run.before.evictions};
  Changes changes = changes_between(run, seen, *source, meanwhile, interval);
  if (!changes.counted.empty()) write_rows(run, changes, run.interval(first));
  forget_gone(seen, changes);
  write_seen(run.session, seen, changes);
}

}  // namespace tend::ext
