// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/rollup.h"

#include "core/workload/ring.h"
#include "extension/boundary/guard.h"
#include "extension/history/ring_rotation.h"

namespace tend::ext {

namespace {

using workload::HistoryLevel;

// Statements of one merge that keep rows of their own, by the time they took; what the others did is
// added up as statement 0, which is in no dictionary. A server whose texts never repeat would
// otherwise fill the rollups, and the dictionary with them, with what ran once.
constexpr int kKeptPerFiveMinutes = 1000;
constexpr int kKeptPerHour = 300;
constexpr const char* kStatementOrRest =
    "case when $4 is null or x.statement_id = any ($4::int4[]) then x.statement_id else 0 end";

// How the rows of one table merge: key columns beside the interval, sums, and gauges whose newest
// value counts.
struct Family {
  const char* table;
  bool in_ring;
  std::vector<const char*> keys, sums, gauges;
};

const std::vector<Family> families() {
  return {
      {"statement_interval", true, {"statement_id"},
       {"calls", "total_ms", "squares_ms2", "rows", "blocks_hit", "blocks_read", "blocks_dirtied",
        "blocks_written", "temp_read", "temp_written", "read_ms", "write_ms", "wal_bytes",
        "plan_ms"},
       {}},
      {"latency_interval", true, {"statement_id", "bucket"}, {"executions"}, {}},
      {"table_interval", true, {"relation_id"},
       {"seq_scans", "seq_rows", "index_scans", "index_rows", "inserted", "updated", "hot_updated",
        "deleted", "heap_read", "heap_hit", "index_read", "index_hit", "toast_read", "toast_hit",
        "vacuums", "analyzes"},
       {"live_rows", "dead_rows", "modified_since_analyze", "inserted_since_vacuum", "pages",
        "all_visible_pages"}},
      {"index_interval", true, {"relation_id"},
       {"scans", "rows_read", "rows_fetched", "blocks_read", "blocks_hit"}, {"pages"}},
      {"database_interval", false, {},
       {"commits", "rollbacks", "blocks_read", "blocks_hit", "rows_returned", "rows_fetched",
        "inserted", "updated", "deleted", "temp_bytes", "deadlocks", "active_ms",
        "idle_in_transaction_ms", "wal_bytes", "wal_records", "transaction_ids"},
       {"sessions"}},
      {"wait_interval", false, {"queryid", "userid", "event_type", "event"}, {"samples"}, {}},
      {"error_interval", false, {"sqlstate", "severity"}, {"errors"}, {}},
  };
}

void list(std::string& sql, const std::vector<const char*>& items, const char* before,
          const char* after) {
  for (const char* item : items) sql += std::string(sql.empty() ? "" : ", ") + before + item + after;
}

// $1 sample ids, $2 the rollup interval of each, $3 the rollup's slot. A sum of which a part is
// unknown (squares) is unknown.
std::string merge_statement(const Family& f) {
  std::string columns = f.in_ring ? "slot, interval_id" : "interval_id";
  std::string values = f.in_ring ? "$3::int2, m.rollup::int4" : "m.rollup::int4";
  std::string conflict = f.in_ring ? "slot, interval_id" : "interval_id", groups = "m.rollup", set;
  list(columns, f.keys, "", "");
  list(values, f.keys, "x.", "");
  list(conflict, f.keys, "", "");
  list(groups, f.keys, "x.", "");
  if (std::string(f.table) == "statement_interval") {
    values = "$3::int2, m.rollup::int4, " + std::string(kStatementOrRest);
    groups = "m.rollup, " + std::string(kStatementOrRest);
  }
  list(columns, f.sums, "", "");
  for (const char* sum : f.sums) {
    const std::string name = sum;
    values += ", case when count(*) = count(x." + name + ") then sum(x." + name + "::float8) end";
    set += std::string(set.empty() ? "" : ", ") + name + " = t." + name + " + excluded." + name;
  }
  for (const char* gauge : f.gauges) {
    const std::string name = gauge;
    columns += ", " + name;
    values += ", (array_agg(x." + name + " order by x.interval_id desc))[1]";
    set += ", " + name + " = excluded." + name;
  }
  return "insert into tend." + std::string(f.table) + " as t (" + columns + ") select " + values +
         " from unnest($1, $2) as m (sample, rollup) join tend." + f.table +
         " x on x.interval_id = m.sample" +
         (f.in_ring ? " and x.slot between 0 and 3" : "") +
         // every parameter has a use in every family's statement
         " where $3 is not null and ($4 is null or $4 is not null)" +
         " group by " + groups + " on conflict (" + conflict + ") do update set " + set;
}

struct Span {
  std::vector<int64> samples;  // ids
  std::vector<int64> rollups;  // the rollup interval that each belongs to
};

// Finds or makes the level's interval for each span of samples and adds their marks to it.
Span rollup_intervals(SqlSession& session, HistoryLevel level, int32 slot, int32 after,
                      int32 until) {
  const Value parameters[] = {Value::of(static_cast<int>(level)), Value::of(slot),
                              Value::of(after), Value::of(until),
                              Value::of(workload::bucket_length(level).value())};
  session.execute(
      "with span as ("
      "   select date_bin(make_interval(secs => $5), ended_at, '2000-01-01 00:00+00') as bucket,"
      "     totals, min(started_at) as started_at, max(ended_at) as ended_at,"
      "     sum(seconds) as seconds, count(*)::int as samples, bool_or(partial) as partial,"
      "     bool_or(uncertain) as uncertain, sum(statement_ms) as statement_ms,"
      "     sum(active_ms) as active_ms, sum(took_ms) as took_ms,"
      "     sum(captures) as captures, sum(captures_lost) as captures_lost"
      "   from tend.history_interval"
      "   where level = 0 and interval_id > $3 and interval_id <= $4 group by 1, 2),"
      " changed as ("
      "   update tend.history_interval h set started_at = least(h.started_at, s.started_at),"
      "     ended_at = greatest(h.ended_at, s.ended_at), seconds = h.seconds + s.seconds,"
      "     samples = h.samples + s.samples, partial = h.partial or s.partial,"
      "     uncertain = h.uncertain or s.uncertain,"
      "     statement_ms = h.statement_ms + s.statement_ms,"
      "     active_ms = h.active_ms + s.active_ms, took_ms = h.took_ms + s.took_ms,"
      "     captures = h.captures + s.captures,"
      "     captures_lost = h.captures_lost + s.captures_lost"
      "   from span s where h.level = $1 and h.slot = $2 and h.totals = s.totals"
      "     and h.ended_at >= s.bucket and h.ended_at < s.bucket + make_interval(secs => $5)"
      "   returning h.interval_id, s.bucket, s.totals)"
      " insert into tend.history_interval (level, slot, totals, started_at, ended_at, seconds,"
      "   samples, partial, uncertain, statement_ms, active_ms, took_ms, captures,"
      "   captures_lost)"
      " select $1, $2, totals, started_at, ended_at, seconds, samples, partial, uncertain,"
      "   statement_ms, active_ms, took_ms, captures, captures_lost from span s"
      " where not exists (select from changed c where c.bucket = s.bucket and c.totals = s.totals)",
      parameters);
  Span span;
  session.execute(
      "select r.interval_id::int8, h.interval_id::int8 from tend.history_interval r"
      " join tend.history_interval h on h.level = $1 and h.slot = $2 and h.totals = r.totals"
      "   and date_bin(make_interval(secs => $5), h.ended_at, '2000-01-01 00:00+00')"
      "     = date_bin(make_interval(secs => $5), r.ended_at, '2000-01-01 00:00+00')"
      " where r.level = 0 and r.interval_id > $3 and r.interval_id <= $4",
      parameters);
  session.for_each_row([&](const Row& row) {
    span.samples.push_back(row.int8(1));
    span.rollups.push_back(row.int8(2));
  });
  return span;
}

// The statements of these samples that took most; nothing if that is all of them.
Value kept_statements(SqlSession& session, HistoryLevel level, const std::vector<int64>& samples) {
  const int most = level == HistoryLevel::kHour ? kKeptPerHour : kKeptPerFiveMinutes;
  std::vector<int64> kept;
  const Value parameters[] = {Value::of(samples), Value::of(most)};
  session.execute(
      "select statement_id::int8 from tend.statement_interval"
      " where slot between 0 and 3 and interval_id = any ($1)"
      " group by 1 order by sum(total_ms) desc, 1 limit $2 + 1",
      parameters);
  session.for_each_row([&](const Row& row) { kept.push_back(row.int8(1)); });
  if (kept.size() <= static_cast<size_t>(most)) return Value::null_of(INT8ARRAYOID);
  kept.pop_back();
  return Value::of(kept);
}

void add_to_level(SqlSession& session, HistoryLevel level, int32 after, int32 until) {
  const int32 slot = current_slot(session, level);
  const Span span = rollup_intervals(session, level, slot, after, until);
  if (span.samples.empty()) return;
  const Value parameters[] = {Value::of(span.samples), Value::of(span.rollups), Value::of(slot),
                              kept_statements(session, level, span.samples)};
  for (const Family& family : families()) {
    session.execute(merge_statement(family).c_str(), parameters);
  }
}

}  // namespace

int32 roll_up(SqlSession& session, int32 rolled_up, TimestampTz now) {
  int32 until = rolled_up;
  const Value parameters[] = {
      Value::of(rolled_up),
      {TimestampTzGetDatum(now), false, TIMESTAMPTZOID},
      Value::of(workload::bucket_length(HistoryLevel::kFiveMinutes).value())};
  session.execute(
      "select max(interval_id)::int8 from tend.history_interval"
      " where level = 0 and interval_id > $1"
      "   and date_bin(make_interval(secs => $3), ended_at, '2000-01-01 00:00+00')"
      "    <> date_bin(make_interval(secs => $3), $2, '2000-01-01 00:00+00')",
      parameters);
  session.for_each_row([&](const Row& row) {
    if (!row.is_null(1)) until = static_cast<int32>(row.int8(1));
  });
  if (until == rolled_up) return rolled_up;
  for (const HistoryLevel level : {HistoryLevel::kFiveMinutes, HistoryLevel::kHour}) {
    add_to_level(session, level, rolled_up, until);
  }
  return until;
}

}  // namespace tend::ext
