// SPDX-License-Identifier: PostgreSQL
// The tables and indexes of a sample: read, subtract what was seen last, write those that moved.
#include "extension/boundary/pg.h"

#include "core/workload/counter_delta.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/row_batch.h"
#include "extension/boundary/scratch_memory.h"
#include "extension/history/relation_reading.h"
#include "extension/history/ring_rotation.h"
#include "extension/history/sample_run.h"

namespace tend::ext {

namespace {

// New relations are learned so many at a time: a first sample may meet tens of thousands.
constexpr size_t kLearnedAtOnce = 1000;

// What the dictionary does not know gets its row, and its id.
void learn(SampleRun& run, std::span<RelationReading*> unknown) {
  const ScratchMemory parameters_and_rows;
  std::vector<int64> relids, tables;
  std::vector<std::string> schemas, names, kinds;
  for (const RelationReading* reading : unknown) {
    relids.push_back(reading->relid);
    tables.push_back(reading->table);
    schemas.push_back(reading->schema);
    names.push_back(reading->name);
    kinds.push_back(reading->kind);
  }
  const Value parameters[] = {
      Value::of(relids), Value::of(schemas),
      Value::of(names),  Value::of(kinds),
      Value::of(tables), {TimestampTzGetDatum(run.now.at), false, TIMESTAMPTZOID}};
  run.session.execute(
      "insert into tend.relation (relid, schema_name, relation_name, kind, table_id, first_seen)"
      " select n.r::oid, n.s::name, n.t::name, n.k::\"char\","
      "   (select d.relation_id from tend.relation d where d.relid = n.i::oid and gone_at is null),"
      "   $6 from unnest($1, $2, $3, $4, $5) as n (r, s, t, k, i)"
      " returning relid, relation_id::int8",
      parameters);
  std::map<Oid, int32> ids;
  run.session.for_each_row(
      [&](const Row& row) { ids[row.oid(1)] = static_cast<int32>(row.int8(2)); });
  for (RelationReading* reading : unknown) reading->relation_id = ids.at(reading->relid);
}

// REQUIRES: the tables of indexes were learned before.
void learn_relations(SampleRun& run, std::deque<RelationReading>& readings) {
  std::vector<RelationReading*> unknown;
  for (RelationReading& reading : readings) {
    if (!reading.relation_id) unknown.push_back(&reading);
  }
  for (size_t first = 0; first < unknown.size(); first += kLearnedAtOnce) {
    const size_t count = std::min(kLearnedAtOnce, unknown.size() - first);
    learn(run, std::span(unknown).subspan(first, count));
  }
}

// Dropped relations end; renamed ones keep their history under their new name.
void follow_catalog(SampleRun& run, SeenCounters& seen, const RelationReadings& relations) {
  int64 believed = 0;
  run.session.execute("select count(*) from tend.relation where gone_at is null");
  run.session.for_each_row([&](const Row& row) { believed = row.int8(1); });
  if (believed != relations.known) {
    const Value parameters[] = {{TimestampTzGetDatum(run.now.at), false, TIMESTAMPTZOID}};
    run.session.execute(
        "update tend.relation d set gone_at = $1 where gone_at is null"
        "   and not exists (select from pg_class c where c.oid = d.relid)"
        " returning relation_id::int8",
        parameters);
    run.session.for_each_row([&](const Row& row) { seen.forget(static_cast<int32>(row.int8(1))); });
  }
  if (relations.renamed) {
    run.session.execute(
        "update tend.relation d set schema_name = n.nspname, relation_name = c.relname"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where d.gone_at is null and c.oid = d.relid"
        "   and (d.schema_name, d.relation_name) <> (n.nspname, c.relname)");
  }
}

void remember(SeenCounters& seen, const RelationReadings& relations) {
  for (const RelationReading& table : relations.tables) {
    seen.set(*table.relation_id, false, table.counted());
  }
  for (const RelationReading& index : relations.indexes) {
    seen.set(*index.relation_id, true, index.counted());
  }
}

// What a table's indexes did together; a dropped index must not look like a reset of its table.
struct IndexWork {
  double scans = 0, rows = 0, read = 0, hit = 0;
};

std::map<Oid, IndexWork> write_indexes(SampleRun& run, const std::deque<RelationReading>& indexes,
                                       bool first) {
  std::map<Oid, IndexWork> work;
  RowBatch rows(child_table("index_interval", run.slot));
  for (const RelationReading& index : indexes) {
    if (!workload::moved(index.difference())) continue;
    const auto& d = index.delta;
    const double read = std::max(0.0, d[kBlocksFetched] - d[kBlocksHit]);
    rows.add({int64{run.interval(first)}, int64{*index.relation_id}, d[kScans], d[kRowsRead],
              d[kIndexRowsFetched], read, d[kBlocksHit], index.gauges[kIndexPages],
              int64{run.slot}});
    IndexWork& sum = work[index.table];
    sum.scans += d[kScans];
    sum.rows += d[kIndexRowsFetched];
    sum.read += read;
    sum.hit += d[kBlocksHit];
  }
  rows.write();
  return work;
}

void write_tables(SampleRun& run, const std::deque<RelationReading>& tables,
                  const std::map<Oid, IndexWork>& indexes, bool first) {
  RowBatch rows(child_table("table_interval", run.slot));
  for (const RelationReading& table : tables) {
    const auto found = indexes.find(table.relid);
    const IndexWork index = found == indexes.end() ? IndexWork{} : found->second;
    if (!workload::moved(table.difference()) && index.scans == 0) continue;
    const auto& d = table.delta;
    const auto& g = table.gauges;
    rows.add({int64{run.interval(first)},
              int64{*table.relation_id},
              d[kSeqScans],
              d[kSeqRows],
              index.scans,
              index.rows + d[kRowsFetched],
              d[kInserted],
              d[kUpdated],
              d[kHotUpdated],
              d[kDeleted],
              std::max(0.0, d[kHeapFetched] - d[kHeapHit]),
              d[kHeapHit],
              index.read,
              index.hit,
              std::max(0.0, d[kToastFetched] - d[kToastHit]),
              d[kToastHit],
              d[kVacuums],
              d[kAnalyzes],
              g[kLiveRows],
              g[kDeadRows],
              g[kModifiedSinceAnalyze],
              g[kInsertedSinceVacuum],
              g[kPages],
              g[kAllVisible],
              int64{run.slot}});
  }
  rows.write();
}

}  // namespace

void sample_relations(SampleRun& run) {
  const bool first = !run.before.sampled_at;
  SeenCounters seen = SeenCounters::read(run.session);
  RelationReadings relations = read_relations(seen);
  follow_catalog(run, seen, relations);
  learn_relations(run, relations.tables);
  learn_relations(run, relations.indexes);
  write_tables(run, relations.tables, write_indexes(run, relations.indexes, first), first);
  remember(seen, relations);
  seen.write(run.session);
}

}  // namespace tend::ext
