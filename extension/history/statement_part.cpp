// SPDX-License-Identifier: PostgreSQL
// The statements of a sample: read, pair with what was seen last, subtract, write.
#include "extension/boundary/pg.h"

#include "core/workload/statement_delta.h"
#include "extension/boundary/row_batch.h"
#include "extension/history/dictionary.h"
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

// Top-level and nested executions are counted in entries of their own.
struct Seen {
  SeenEntries toplevel, nested;
  SeenEntries& of(bool is_toplevel) { return is_toplevel ? toplevel : nested; }
};

// A reading is stored as its counts, then these three.
constexpr size_t kSquares = workload::kStatementCounts;
constexpr size_t kMin = kSquares + 1;
constexpr size_t kMax = kSquares + 2;
constexpr size_t kStored = kSquares + 3;

std::vector<double> stored(const StatementReading& reading) {
  std::vector<double> values(reading.counts.begin(), reading.counts.end());
  values.push_back(reading.squares_ms2);
  values.push_back(reading.min_ms);
  values.push_back(reading.max_ms);
  return values;
}

// Nothing for a row of another layout; its statement counts as unseen.
std::optional<StatementReading> reading_of(const std::vector<double>& values) {
  if (values.size() != kStored) return std::nullopt;
  StatementReading reading;
  std::copy_n(values.begin(), reading.counts.size(), reading.counts.begin());
  reading.squares_ms2 = values[kSquares];
  reading.min_ms = values[kMin];
  reading.max_ms = values[kMax];
  return reading;
}

Seen read_seen(SqlSession& session) {
  Seen seen;
  session.execute(
      "select d.queryid, d.userid, s.toplevel, s.statement_id::int8, s.counters"
      " from tend.statement_seen s join tend.statement d using (statement_id)");
  session.for_each_row([&](const Row& row) {
    const std::optional<StatementReading> reading = reading_of(row.float8s(5));
    if (!reading) return;
    const StatementKey key{row.int8(1), row.oid(2)};
    seen.of(row.boolean(3))[key] = {static_cast<int32>(row.int8(4)), *reading};
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
  RowBatch changed{"statement_seen"};
  RowBatch added{"statement_seen"};
};

RowBatch::Cell squares_cell(const std::optional<double>& squares) {
  if (!squares) return std::monostate{};
  return *squares;
}

void write_rows(SampleRun& run, const Changes& changes, int32 interval) {
  using namespace workload;
  RowBatch rows("statement_interval");
  for (const auto& [statement, counted] : changes.counted) {
    const auto& counts = counted.sum.counts;
    rows.add({counts[kCalls], counts[kTotalMs], int64{interval}, int64{statement},
              squares_cell(counted.sum.squares_ms2), counts[kRows], counts[kBlocksHit],
              counts[kBlocksRead], counts[kBlocksDirtied], counts[kBlocksWritten],
              counts[kTempRead], counts[kTempWritten], counts[kReadMs], counts[kWriteMs],
              counts[kWalBytes], counts[kPlanMs], int64{run.slot}});
  }
  const Value parameters[] = {rows.array()};
  run.session.execute("insert into tend.statement_interval select * from unnest($1)", parameters);
}

void write_seen(SqlSession& session, const Changes& changes) {
  if (!changes.changed.empty()) {
    const Value parameters[] = {changes.changed.array()};
    session.execute(
        "update tend.statement_seen s set counters = n.counters from unnest($1) n"
        " where s.statement_id = n.statement_id and s.toplevel = n.toplevel",
        parameters);
  }
  if (!changes.added.empty()) {
    const Value parameters[] = {changes.added.array()};
    session.execute(
        "insert into tend.statement_seen select * from unnest($1)"
        " on conflict (statement_id, toplevel) do update set counters = excluded.counters",
        parameters);
  }
}

// Entries that were dropped: when they come back they count from zero.
void forget_gone(SqlSession& session, Seen& seen) {
  for (const bool toplevel : {true, false}) {
    std::vector<int64> ids;
    for (const auto& [key, entry] : seen.of(toplevel)) {
      if (!entry.present) ids.push_back(entry.statement_id);
    }
    if (ids.empty()) continue;
    const Value parameters[] = {Value::of(ids), Value::of(toplevel)};
    session.execute(
        "delete from tend.statement_seen where statement_id = any ($1) and toplevel = $2",
        parameters);
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
    RowBatch& batch = known ? changes.changed : changes.added;
    batch.add({int64{statement->second}, entry.toplevel, stored(entry.reading)});
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
  OpenInterval& interval = first ? run.totals : run.regular;
  // Rates over this interval are the statements', whatever else began before.
  if (first) interval.started_at = std::min(*run.after.statements_reset, run.now.at);

  Seen seen = read_seen(run.session);
  for (const bool toplevel : {true, false}) {
    for (const auto& [key, entry] : seen.of(toplevel)) run.statement_ids[key] = entry.statement_id;
  }
  learn_statements(run, source->entries);

  const workload::Meanwhile meanwhile{
      .reset = run.before.statements_reset && run.before.statements_reset != run.after.statements_reset,
      .evicted = run.after.evictions != run.before.evictions};
  const Changes changes = changes_between(run, seen, *source, meanwhile, interval);
  if (!changes.counted.empty()) write_rows(run, changes, run.interval(first));
  write_seen(run.session, changes);
  forget_gone(run.session, seen);
}

}  // namespace tend::ext
