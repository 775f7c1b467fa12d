// SPDX-License-Identifier: PostgreSQL
// The tables and indexes of a sample. The server hands over only those whose counters moved.
#include "extension/boundary/pg.h"

#include "core/workload/counter_delta.h"
#include "extension/boundary/row_batch.h"
#include "extension/history/sample_run.h"

namespace tend::ext {

namespace {

// Counters of a table in the order in which they are stored; the same order as in the query.
enum TableCounter : size_t {
  kSeqScans, kSeqRows, kRowsFetched, kInserted, kUpdated, kHotUpdated, kDeleted,
  kHeapFetched, kHeapHit, kToastFetched, kToastHit, kVacuums, kAnalyzes, kTableCounters
};
enum IndexCounter : size_t {
  kScans, kRowsRead, kIndexRowsFetched, kBlocksFetched, kBlocksHit, kIndexCounters
};

// The dictionary row and the last counters beside today's; own tables are left out, because every
// sample moves them. $1: relation kinds. Gauges follow the counters.
constexpr const char* kTables =
    "select d.relation_id::int8, c.oid, n.nspname::text, c.relname::text, c.relkind::text,"
    "   null::oid, coalesce(s.counters, '{}'), v.counters, v.gauges"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " left join tend.relation d on d.relid = c.oid and d.gone_at is null"
    " left join tend.relation_seen s on s.relation_id = d.relation_id"
    " cross join lateral (select array["
    "     pg_stat_get_numscans(c.oid), pg_stat_get_tuples_returned(c.oid),"
    "     pg_stat_get_tuples_fetched(c.oid), pg_stat_get_tuples_inserted(c.oid),"
    "     pg_stat_get_tuples_updated(c.oid), pg_stat_get_tuples_hot_updated(c.oid),"
    "     pg_stat_get_tuples_deleted(c.oid), pg_stat_get_blocks_fetched(c.oid),"
    "     pg_stat_get_blocks_hit(c.oid), pg_stat_get_blocks_fetched(c.reltoastrelid),"
    "     pg_stat_get_blocks_hit(c.reltoastrelid),"
    "     pg_stat_get_vacuum_count(c.oid) + pg_stat_get_autovacuum_count(c.oid),"
    "     pg_stat_get_analyze_count(c.oid) + pg_stat_get_autoanalyze_count(c.oid)]::float8[]"
    "       as counters,"
    "   array[pg_stat_get_live_tuples(c.oid), pg_stat_get_dead_tuples(c.oid),"
    "     pg_stat_get_mod_since_analyze(c.oid), pg_stat_get_ins_since_vacuum(c.oid),"
    "     c.relpages, c.relallvisible]::float8[] as gauges offset 0) v"
    " where c.relkind in ('r', 'm') and c.relpersistence <> 't' and c.oid >= 16384"
    "   and n.nspname <> 'tend' and s.counters is distinct from v.counters";

constexpr const char* kIndexes =
    "select d.relation_id::int8, c.oid, n.nspname::text, c.relname::text, c.relkind::text,"
    "   i.indrelid, coalesce(s.counters, '{}'), v.counters, v.gauges"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " join pg_index i on i.indexrelid = c.oid join pg_class t on t.oid = i.indrelid"
    " left join tend.relation d on d.relid = c.oid and d.gone_at is null"
    " left join tend.relation_seen s on s.relation_id = d.relation_id"
    " cross join lateral (select array["
    "     pg_stat_get_numscans(c.oid), pg_stat_get_tuples_returned(c.oid),"
    "     pg_stat_get_tuples_fetched(c.oid), pg_stat_get_blocks_fetched(c.oid),"
    "     pg_stat_get_blocks_hit(c.oid)]::float8[] as counters,"
    "   array[c.relpages]::float8[] as gauges offset 0) v"
    " where c.relkind = 'i' and t.relkind in ('r', 'm') and c.relpersistence <> 't'"
    "   and c.oid >= 16384 and n.nspname <> 'tend'"
    "   and s.counters is distinct from v.counters";

struct Reading {
  std::optional<int32> relation_id;
  Oid relid = InvalidOid;
  std::string schema, name;
  char kind = 'r';
  Oid table = InvalidOid;  // of an index
  std::vector<double> seen, counters, gauges;
  std::vector<double> delta;
};

std::vector<Reading> read_moved(SqlSession& session, const char* query) {
  std::vector<Reading> readings;
  session.execute(query);
  session.for_each_row([&](const Row& row) {
    Reading reading;
    if (!row.is_null(1)) reading.relation_id = static_cast<int32>(row.int8(1));
    reading.relid = row.oid(2);
    reading.schema = row.text(3);
    reading.name = row.text(4);
    reading.kind = row.text(5)[0];
    if (!row.is_null(6)) reading.table = row.oid(6);
    reading.seen = row.float8s(7);
    reading.counters = row.float8s(8);
    reading.gauges = row.float8s(9);
    if (reading.seen.size() != reading.counters.size()) reading.seen.clear();
    reading.delta = workload::counter_delta(reading.seen, reading.counters);
    readings.push_back(std::move(reading));
  });
  return readings;
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
    kinds.emplace_back(1, reading.kind);
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
void follow_catalog(SampleRun& run) {
  const Value parameters[] = {{TimestampTzGetDatum(run.now.at), false, TIMESTAMPTZOID}};
  run.session.execute(
      "with gone as ("
      "   update tend.relation d set gone_at = $1 where gone_at is null"
      "     and not exists (select from pg_class c where c.oid = d.relid) returning relation_id)"
      " delete from tend.relation_seen s using gone g where s.relation_id = g.relation_id",
      parameters);
  run.session.execute(
      "update tend.relation d set schema_name = n.nspname, relation_name = c.relname"
      " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
      " where d.gone_at is null and c.oid = d.relid"
      "   and (d.schema_name, d.relation_name) <> (n.nspname, c.relname)");
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
  RowBatch rows("index_interval");
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
  if (!rows.empty()) {
    const Value parameters[] = {rows.array()};
    run.session.execute("insert into tend.index_interval select * from unnest($1)", parameters);
  }
  return work;
}

void write_tables(SampleRun& run, const std::vector<Reading>& tables,
                  const std::map<Oid, IndexWork>& indexes, bool first) {
  RowBatch rows("table_interval");
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
  if (rows.empty()) return;
  const Value parameters[] = {rows.array()};
  run.session.execute("insert into tend.table_interval select * from unnest($1)", parameters);
}

}  // namespace

void sample_relations(SampleRun& run) {
  const bool first = !run.before.sampled_at;
  follow_catalog(run);
  std::vector<Reading> tables = read_moved(run.session, kTables);
  learn_relations(run, tables);
  std::vector<Reading> indexes = read_moved(run.session, kIndexes);
  learn_relations(run, indexes);
  write_tables(run, tables, write_indexes(run, indexes, first), first);
  write_seen(run.session, tables);
  write_seen(run.session, indexes);
}

}  // namespace tend::ext
