// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/relation_reading.h"

#include "core/workload/counter_delta.h"
#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

// Every table and index but the temporary ones and our own, which every sample moves, with the
// dictionary row. Names only of those that the dictionary does not know.
constexpr const char* kRelations =
    "select c.oid, c.relkind = 'i', c.reltoastrelid, i.indrelid, c.relpages::float8,"
    "   c.relallvisible::float8, d.relation_id::int8,"
    "   (d.schema_name, d.relation_name) <> (n.nspname, c.relname),"
    "   case when d.relation_id is null then n.nspname::text end,"
    "   case when d.relation_id is null then c.relname::text end, c.relkind::text"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " left join pg_index i on i.indexrelid = c.oid"
    " left join tend.relation d on d.relid = c.oid and d.gone_at is null"
    " where c.relkind in ('r', 'm', 'i') and c.relpersistence <> 't' and c.oid >= 16384"
    "   and n.nspname not in ('tend', 'pg_toast')";

// What the server counted, read as one entry: its SQL functions look it up for each counter.
PgStat_StatTabEntry statistics_of(Oid relid) {
  return pg_call([&] {
    PgStat_StatTabEntry* const entry = pgstat_fetch_stat_tabentry(relid);
    if (!entry) return PgStat_StatTabEntry{};
    const PgStat_StatTabEntry copy = *entry;
    tend_free_statistics(entry);
    return copy;
  });
}

void count_table(RelationReading& reading, Oid toast) {
  const PgStat_StatTabEntry heap = statistics_of(reading.relid);
  const PgStat_StatTabEntry aside =
      OidIsValid(toast) ? statistics_of(toast) : PgStat_StatTabEntry{};
  const std::array<PgStat_Counter, kTableCounters> counters = {
      heap.numscans,
      heap.tuples_returned,
      heap.tuples_fetched,
      heap.tuples_inserted,
      heap.tuples_updated,
      heap.tuples_hot_updated,
      heap.tuples_deleted,
      heap.blocks_fetched,
      heap.blocks_hit,
      aside.blocks_fetched,
      aside.blocks_hit,
      heap.vacuum_count + heap.TEND_AUTOVACUUMS,
      heap.analyze_count + heap.TEND_AUTOANALYZES};
  const std::array<PgStat_Counter, 4> gauges = {heap.TEND_LIVE_ROWS, heap.TEND_DEAD_ROWS,
                                                heap.TEND_MODIFIED_SINCE_ANALYZE,
                                                heap.TEND_INSERTED_SINCE_VACUUM};
  std::copy(counters.begin(), counters.end(), reading.counters.begin());
  std::copy(gauges.begin(), gauges.end(), &reading.gauges[kLiveRows]);
}

void count_index(RelationReading& reading) {
  const PgStat_StatTabEntry index = statistics_of(reading.relid);
  const std::array<PgStat_Counter, kIndexCounters> counters = {
      index.numscans, index.tuples_returned, index.tuples_fetched, index.blocks_fetched,
      index.blocks_hit};
  std::copy(counters.begin(), counters.end(), reading.counters.begin());
}

// What happened to it since `last`, which is empty if it was never seen.
void subtract(RelationReading& reading, std::span<const double> last) {
  const std::vector<double> delta = workload::counter_delta(last, reading.counted());
  std::copy(delta.begin(), delta.end(), reading.delta.begin());
}

// Nothing if it is known and did not move.
std::optional<RelationReading> reading_of(const Row& row, const SeenCounters& seen) {
  RelationReading reading;
  reading.relid = row.oid(1);
  reading.is_index = row.boolean(2);
  if (reading.is_index) {
    count_index(reading);
  } else {
    count_table(reading, row.oid(3));
  }
  if (!row.is_null(7)) reading.relation_id = static_cast<int32>(row.int8(7));
  const std::span<const double> last = reading.relation_id
                                           ? seen.of(*reading.relation_id, reading.is_index)
                                           : std::span<const double>();
  if (std::ranges::equal(last, reading.counted())) return std::nullopt;
  subtract(reading, last.size() == reading.counters_used() ? last : std::span<const double>());
  if (reading.is_index) {
    reading.table = row.oid(4);
    reading.gauges[kIndexPages] = row.float8(5);
  } else {
    reading.gauges[kPages] = row.float8(5);
    reading.gauges[kAllVisible] = row.float8(6);
  }
  if (reading.relation_id) return reading;
  reading.schema = row.text(9);
  reading.name = row.text(10);
  reading.kind = row.text(11);
  return reading;
}

// Indexes that are in the dictionary and no longer in the catalog.
using IndexName = std::tuple<std::string, std::string, Oid>;  // schema, name, table

std::map<IndexName, int32> gone_indexes(SqlSession& session) {
  std::map<IndexName, int32> gone;
  session.execute(
      "select d.schema_name::text, d.relation_name::text, t.relid, d.relation_id::int8"
      " from tend.relation d join tend.relation t on t.relation_id = d.table_id"
      " where d.gone_at is null and not exists (select from pg_class c where c.oid = d.relid)");
  session.for_each_row([&](const Row& row) {
    gone[{row.text(1), row.text(2), row.oid(3)}] = static_cast<int32>(row.int8(4));
  });
  return gone;
}

// REINDEX CONCURRENTLY leaves another index with the same name and, since the server copies them,
// the same counters: they go on, and are not counted again. A new index that only took over the
// name has counted less. Returns how many there were.
int adopt_rebuilt(SqlSession& session, const SeenCounters& seen,
                  std::deque<RelationReading>& indexes) {
  int adopted = 0;
  const auto is_new = [](const RelationReading& index) { return !index.relation_id; };
  if (std::none_of(indexes.begin(), indexes.end(), is_new)) return adopted;
  const std::map<IndexName, int32> gone = gone_indexes(session);
  for (RelationReading& index : indexes) {
    const auto found = gone.find({index.schema, index.name, index.table});
    if (index.relation_id || found == gone.end()) continue;
    const std::span<const double> last = seen.of(found->second, true);
    if (!std::ranges::equal(index.counted(), last, std::greater_equal<>())) continue;
    index.relation_id = found->second;
    subtract(index, last);
    const Value parameters[] = {Value::of(*index.relation_id), Value::oid(index.relid)};
    session.execute("update tend.relation set relid = $2 where relation_id = $1", parameters);
    adopted++;
  }
  return adopted;
}

}  // namespace

RelationReadings read_relations(const SeenCounters& seen) {
  SqlSession session;
  session.see_latest();
  // All rows of all these tables are joined. A planner without statistics of new tables, or of our
  // own, expects a few, and would look each up in four indexes.
  session.set("enable_nestloop", "off");
  RelationReadings relations;
  session.execute(kRelations);
  session.for_each_row([&](const Row& row) {
    if (!row.is_null(7)) {
      relations.known++;
      relations.renamed |= row.boolean(8);
    }
    std::optional<RelationReading> reading = reading_of(row, seen);
    if (!reading) return;
    (row.boolean(2) ? relations.indexes : relations.tables).push_back(std::move(*reading));
  });
  relations.known += adopt_rebuilt(session, seen, relations.indexes);
  return relations;
}

}  // namespace tend::ext
