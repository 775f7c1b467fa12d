// SPDX-License-Identifier: PostgreSQL
// Captured executions: their times into the histograms, a few of their texts into the reservoir.
#include "extension/boundary/pg.h"

#include "core/base/log_histogram.h"
#include "core/workload/reservoir.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/row_batch.h"
#include "extension/boundary/shared_memory.h"
#include "extension/capture/capture_ring.h"
#include "extension/history/dictionary.h"
#include "extension/history/ring_rotation.h"
#include "extension/history/sample_run.h"

namespace tend::ext {

namespace {

double random_fraction() {
  return tend_random_fraction();
}

void write_latencies(SampleRun& run, const std::vector<CapturedExecution>& executions) {
  const bool first = !run.before.sampled_at;
  std::map<std::pair<int32, int>, double> counts;  // statement, bucket
  for (const CapturedExecution& execution : executions) {
    if (!execution.finished) continue;
    const auto id = run.statement_ids.find({execution.query_id, execution.role});
    if (id == run.statement_ids.end()) continue;
    counts[{id->second, bucket_of(Milliseconds(execution.duration_ms))}] += 1;
  }
  RowBatch rows(child_table("latency_interval", run.slot));
  for (const auto& [key, count] : counts) {
    rows.add(
        {int64{run.interval(first)}, int64{key.first}, count, int64{key.second}, int64{run.slot}});
  }
  rows.write();
}

std::map<int32, int64> captured_so_far(SqlSession& session, const std::set<int32>& statements) {
  std::map<int32, int64> counts;
  const Value parameters[] = {Value::of(std::vector<int64>(statements.begin(), statements.end()))};
  session.execute(
      "select statement_id::int8, captured from tend.statement where statement_id = any ($1)",
      parameters);
  session.for_each_row(
      [&](const Row& row) { counts[static_cast<int32>(row.int8(1))] = row.int8(2); });
  return counts;
}

Value nullable_texts(const std::vector<std::optional<std::string>>& texts) {
  if (texts.empty()) return Value::null_of(TEXTARRAYOID);
  std::vector<Datum> datums(texts.size());
  std::unique_ptr<bool[]> nulls(new bool[texts.size()]);
  for (size_t i = 0; i < texts.size(); i++) {
    nulls[i] = !texts[i];
    if (texts[i]) datums[i] = text_datum(*texts[i]);
  }
  return pg_call([&] {
    int dims[] = {static_cast<int>(datums.size())}, lower[] = {1};
    ArrayType* array = construct_md_array(datums.data(), nulls.get(), 1, dims, lower, TEXTOID, -1,
                                          false, TYPALIGN_INT);
    return Value{PointerGetDatum(array), false, TEXTARRAYOID};
  });
}

void keep_text(SampleRun& run, int32 statement, int position, const CapturedExecution& execution) {
  const Value types = execution.parameter_types.empty()
                          ? Value::null_of(INT8ARRAYOID)
                          : Value::of(std::vector<int64>(execution.parameter_types.begin(),
                                                         execution.parameter_types.end()));
  const Value parameters[] = {Value::of(statement),
                              Value::of(position),
                              {TimestampTzGetDatum(run.now.at), false, TIMESTAMPTZOID},
                              Value::of(execution.text),
                              nullable_texts(execution.parameters),
                              types,
                              Value::of(execution.search_path)};
  run.session.execute(
      "insert into tend.captured_statement values ($1, $2, $3, $4, $5, $6::oid[], $7)"
      " on conflict (statement_id, position) do update set captured_at = excluded.captured_at,"
      "   query = excluded.query, parameters = excluded.parameters,"
      "   parameter_types = excluded.parameter_types, search_path = excluded.search_path",
      parameters);
}

void write_texts(SampleRun& run, const std::vector<CapturedExecution>& executions) {
  std::map<int32, std::vector<const CapturedExecution*>> texts;
  std::set<int32> statements;
  for (const CapturedExecution& execution : executions) {
    if (!execution.has_text) continue;
    const auto id = run.statement_ids.find({execution.query_id, execution.role});
    if (id == run.statement_ids.end()) continue;
    texts[id->second].push_back(&execution);
    statements.insert(id->second);
  }
  if (texts.empty()) return;
  std::vector<int64> ids, counts;
  for (auto& [statement, captured] : captured_so_far(run.session, statements)) {
    int64 seen = captured;
    std::map<int, const CapturedExecution*> kept;  // the last one that took a position
    for (const CapturedExecution* execution : texts[statement]) {
      const std::optional<int> position = workload::reservoir_position(seen++, random_fraction());
      if (position) kept[*position] = execution;
    }
    for (const auto& [position, execution] : kept) keep_text(run, statement, position, *execution);
    ids.push_back(statement);
    counts.push_back(seen);
  }
  const Value parameters[] = {Value::of(ids), Value::of(counts)};
  run.session.execute(
      "update tend.statement d set captured = n.c from unnest($1, $2) as n (s, c)"
      " where d.statement_id = n.s",
      parameters);
}

}  // namespace

void store_captured(SampleRun& run) {
  if (!shared_memory_ready()) return;
  const int64 from = run.after.capture_position;
  const CapturedBatch batch = read_captured(MyDatabaseId, static_cast<uint64>(from));
  run.after.capture_position = static_cast<int64>(batch.position);
  // What was overwritten before the first look is no loss of the sampling.
  if (run.before.memory_epoch == run.after.memory_epoch) {
    run.regular.captures = static_cast<double>(run.after.capture_position - from);
    run.regular.captures_lost = static_cast<double>(batch.lost);
    run.after.captures_lost += run.regular.captures_lost;
  }
  std::set<StatementKey> keys;
  for (const CapturedExecution& execution : batch.executions) {
    const StatementKey key{execution.query_id, execution.role};
    if (!run.statement_ids.contains(key)) keys.insert(key);
  }
  look_up_statements(run, keys);
  write_latencies(run, batch.executions);
  write_texts(run, batch.executions);
}

}  // namespace tend::ext
