// SPDX-License-Identifier: PostgreSQL
// The tables and indexes of a sample: read, subtract what was seen last, write those that moved.
#include "extension/boundary/pg.h"

#include "core/workload/counter_delta.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/row_batch.h"
#include "extension/history/ring_rotation.h"
#include "extension/history/sample_run.h"

namespace tend::ext {

namespace {

// Counters of a table in the order in which they are stored.
enum TableCounter : size_t {
  kSeqScans, kSeqRows, kRowsFetched, kInserted, kUpdated, kHotUpdated, kDeleted,
  kHeapFetched, kHeapHit, kToastFetched, kToastHit, kVacuums, kAnalyzes, kTableCounters
};
enum IndexCounter : size_t {
  kScans, kRowsRead, kIndexRowsFetched, kBlocksFetched, kBlocksHit, kIndexCounters
};

// Every table and index but the temporary ones and our own, which every sample moves, with the
// dictionary row and the last counters. Names only of those that the dictionary does not know.
constexpr const char* kRelations =
    "select c.oid, c.relkind = 'i', c.reltoastrelid, i.indrelid, c.relpages::float8,"
    "   c.relallvisible::float8, s.counters, d.relation_id::int8,"
    "   (d.schema_name, d.relation_name) <> (n.nspname, c.relname),"
    "   case when d.relation_id is null then n.nspname::text end,"
    "   case when d.relation_id is null then c.relname::text end, c.relkind::text"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " left join pg_index i on i.indexrelid = c.oid left join pg_class t on t.oid = i.indrelid"
    " left join tend.relation d on d.relid = c.oid and d.gone_at is null"
    " left join tend.relation_seen s on s.relation_id = d.relation_id"
    " where (c.relkind in ('r', 'm') or c.relkind = 'i' and t.relkind in ('r', 'm'))"
    "   and c.relpersistence <> 't' and c.oid >= 16384 and n.nspname <> 'tend'";

struct Reading {
  std::optional<int32> relation_id;
  Oid relid = InvalidOid;
  std::string schema, name, kind;  // of one that the dictionary does not know
  Oid table = InvalidOid;          // of an index
  std::vector<double> seen, counters, gauges;
  std::vector<double> delta;
};

// Those that are new or whose counters moved, and how the dictionary fits the catalog.
struct Relations {
  std::vector<Reading> tables, indexes;
  int64 known = 0;  // also those that did not move
  bool renamed = false;
};

// What the server counted, read as one entry: its SQL functions look it up for each counter.
PgStat_StatTabEntry statistics_of(Oid relid) {
  return pg_call([&] {
    const PgStat_StatTabEntry* entry = pgstat_fetch_stat_tabentry(relid);
    return entry ? *entry : PgStat_StatTabEntry{};
  });
}

void count_table(Reading& reading, Oid toast) {
  const PgStat_StatTabEntry heap = statistics_of(reading.relid);
  const PgStat_StatTabEntry aside =
      OidIsValid(toast) ? statistics_of(toast) : PgStat_StatTabEntry{};
  const std::array<PgStat_Counter, kTableCounters> counters = {
      heap.numscans, heap.tuples_returned, heap.tuples_fetched, heap.tuples_inserted,
      heap.tuples_updated, heap.tuples_hot_updated, heap.tuples_deleted, heap.blocks_fetched,
      heap.blocks_hit, aside.blocks_fetched, aside.blocks_hit,
      heap.vacuum_count + heap.TEND_AUTOVACUUMS, heap.analyze_count + heap.TEND_AUTOANALYZES};
  const std::array<PgStat_Counter, 4> gauges = {heap.TEND_LIVE_ROWS, heap.TEND_DEAD_ROWS,
                                                heap.TEND_MODIFIED_SINCE_ANALYZE,
                                                heap.TEND_INSERTED_SINCE_VACUUM};
  reading.counters.assign(counters.begin(), counters.end());
  reading.gauges.assign(gauges.begin(), gauges.end());
}

void count_index(Reading& reading) {
  const PgStat_StatTabEntry index = statistics_of(reading.relid);
  const std::array<PgStat_Counter, kIndexCounters> counters = {
      index.numscans, index.tuples_returned, index.tuples_fetched, index.blocks_fetched,
      index.blocks_hit};
  reading.counters.assign(counters.begin(), counters.end());
}

// Nothing if it is known and did not move.
std::optional<Reading> reading_of(const Row& row) {
  Reading reading;
  reading.relid = row.oid(1);
  const bool is_index = row.boolean(2);
  if (is_index) {
    count_index(reading);
  } else {
    count_table(reading, row.oid(3));
  }
  if (!row.is_null(7)) reading.seen = row.float8s(7);
  if (reading.seen == reading.counters) return std::nullopt;
  if (reading.seen.size() != reading.counters.size()) reading.seen.clear();
  reading.delta = workload::counter_delta(reading.seen, reading.counters);
  reading.gauges.push_back(row.float8(5));
  if (is_index) {
    reading.table = row.oid(4);
  } else {
    reading.gauges.push_back(row.float8(6));
  }
  if (!row.is_null(8)) {
    reading.relation_id = static_cast<int32>(row.int8(8));
    return reading;
  }
  reading.schema = row.text(10);
  reading.name = row.text(11);
  reading.kind = row.text(12);
  return reading;
}

Relations read_relations() {
  SqlSession session;
  session.see_latest();
  // All rows of all these tables are joined. A planner without statistics of new tables, or of our
  // own, expects a few, and would look each up in four indexes.
  session.set("enable_nestloop", "off");
  Relations relations;
  session.execute(kRelations);
  session.for_each_row([&](const Row& row) {
    if (!row.is_null(8)) {
      relations.known++;
      relations.renamed |= row.boolean(9);
    }
    std::optional<Reading> reading = reading_of(row);
    if (!reading) return;
    (row.boolean(2) ? relations.indexes : relations.tables).push_back(std::move(*reading));
  });
  return relations;
}

// New relations get their row; the table of an index is there before the index.
void learn_relations(SampleRun& run, std::vector<Reading>& readings) {
  std::vector<int64> relids, tables;
  std::vector<std::string> schemas, names, kinds;
  for (const Reading& reading : readings) {
    if (reading.relation_id) continue;
    relids.push_back(reading.relid);
    tables.push_back(reading.table);
    schemas.push_back(reading.schema);
    names.push_back(reading.name);
    kinds.push_back(reading.kind);
  }
  if (relids.empty()) return;
  const Value parameters[] = {Value::of(relids), Value::of(schemas), Value::of(names),
                              Value::of(kinds),  Value::of(tables),
                              {TimestampTzGetDatum(run.now.at), false, TIMESTAMPTZOID}};
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
  for (Reading& reading : readings) {
    if (!reading.relation_id) reading.relation_id = ids.at(reading.relid);
  }
}

// Dropped relations end; renamed ones keep their history under their new name.
void follow_catalog(SampleRun& run, const Relations& relations) {
  int64 believed = 0;
  run.session.execute("select count(*) from tend.relation where gone_at is null");
  run.session.for_each_row([&](const Row& row) { believed = row.int8(1); });
  if (believed != relations.known) {
    const Value parameters[] = {{TimestampTzGetDatum(run.now.at), false, TIMESTAMPTZOID}};
    run.session.execute(
        "with gone as ("
        "   update tend.relation d set gone_at = $1 where gone_at is null"
        "     and not exists (select from pg_class c where c.oid = d.relid) returning relation_id)"
        " delete from tend.relation_seen s using gone g where s.relation_id = g.relation_id",
        parameters);
  }
  if (relations.renamed) {
    run.session.execute(
        "update tend.relation d set schema_name = n.nspname, relation_name = c.relname"
        " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where d.gone_at is null and c.oid = d.relid"
        "   and (d.schema_name, d.relation_name) <> (n.nspname, c.relname)");
  }
}

void write_seen(SqlSession& session, const std::vector<Reading>& readings) {
  RowBatch changed("relation_seen"), added("relation_seen");
  for (const Reading& reading : readings) {
    RowBatch& batch = reading.seen.empty() ? added : changed;
    batch.add({int64{*reading.relation_id}, reading.counters});
  }
  if (!changed.empty()) {
    const Value parameters[] = {changed.array()};
    session.execute(
        "update tend.relation_seen s set counters = n.counters from unnest($1) n"
        " where s.relation_id = n.relation_id",
        parameters);
  }
  if (!added.empty()) {
    const Value parameters[] = {added.array()};
    session.execute(
        "insert into tend.relation_seen select * from unnest($1)"
        " on conflict (relation_id) do update set counters = excluded.counters",
        parameters);
  }
}

// What a table's indexes did together; a dropped index must not look like a reset of its table.
struct IndexWork {
  double scans = 0, rows = 0, read = 0, hit = 0;
};

std::map<Oid, IndexWork> write_indexes(SampleRun& run, const std::vector<Reading>& indexes,
                                       bool first) {
  std::map<Oid, IndexWork> work;
  RowBatch rows(child_table("index_interval", run.slot));
  for (const Reading& index : indexes) {
    if (!workload::moved(index.delta)) continue;
    const std::vector<double>& d = index.delta;
    const double read = std::max(0.0, d[kBlocksFetched] - d[kBlocksHit]);
    rows.add({int64{run.interval(first)}, int64{*index.relation_id}, d[kScans], d[kRowsRead],
              d[kIndexRowsFetched], read, d[kBlocksHit], index.gauges[0], int64{run.slot}});
    IndexWork& sum = work[index.table];
    sum.scans += d[kScans];
    sum.rows += d[kIndexRowsFetched];
    sum.read += read;
    sum.hit += d[kBlocksHit];
  }
  rows.insert();
  return work;
}

void write_tables(SampleRun& run, const std::vector<Reading>& tables,
                  const std::map<Oid, IndexWork>& indexes, bool first) {
  RowBatch rows(child_table("table_interval", run.slot));
  for (const Reading& table : tables) {
    const auto found = indexes.find(table.relid);
    const IndexWork index = found == indexes.end() ? IndexWork{} : found->second;
    if (!workload::moved(table.delta) && index.scans == 0) continue;
    const std::vector<double>& d = table.delta;
    const std::vector<double>& g = table.gauges;
    rows.add({int64{run.interval(first)}, int64{*table.relation_id}, d[kSeqScans], d[kSeqRows],
              index.scans, index.rows + d[kRowsFetched], d[kInserted], d[kUpdated],
              d[kHotUpdated], d[kDeleted], std::max(0.0, d[kHeapFetched] - d[kHeapHit]),
              d[kHeapHit], index.read, index.hit, std::max(0.0, d[kToastFetched] - d[kToastHit]),
              d[kToastHit], d[kVacuums], d[kAnalyzes], g[0], g[1], g[2], g[3], g[4], g[5],
              int64{run.slot}});
  }
  rows.insert();
}

}  // namespace

void sample_relations(SampleRun& run) {
  const bool first = !run.before.sampled_at;
  Relations relations = read_relations();
  follow_catalog(run, relations);
  learn_relations(run, relations.tables);
  learn_relations(run, relations.indexes);
  write_tables(run, relations.tables, write_indexes(run, relations.indexes, first), first);
  write_seen(run.session, relations.tables);
  write_seen(run.session, relations.indexes);
}

}  // namespace tend::ext
