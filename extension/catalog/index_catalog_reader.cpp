// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/index_catalog_reader.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/spi.h"
#include "extension/catalog/index_facts_reader.h"
#include "extension/catalog/relation_reader.h"

namespace tend::ext {

namespace {

constexpr double kSecondsPerDay = 86400;

// When the counters started is told for the database if they were reset by hand. A crash loses them
// without a word there, but resets the counters of the whole server, each of which can be reset by
// hand: the oldest of those is never before the crash.
constexpr const char* kSpan =
    "select greatest(0, extract(epoch from now() - greatest("
    "    pg_stat_get_db_stat_reset_time((select oid from pg_database"
    "                                     where datname = current_database())),"
    "    least(pg_stat_get_bgwriter_stat_reset_time(),"
    "          (select stats_reset from pg_stat_archiver),"
    "          (select stats_reset from pg_stat_wal)))))::float8,"
    "  (select extract(epoch from now() - max(h.ended_at)) from tend.history_intervals h"
    "    where h.level = 0)::float8,"
    "  coalesce((select extract(epoch from now() - min(h.started_at))"
    "              from tend.history_intervals h), 0)::float8,"
    "  pg_is_in_recovery(),"
    "  exists (select from pg_replication_slots s where s.slot_type = 'physical')"
    "    or exists (select from pg_stat_replication r where not exists ("
    "         select from pg_replication_slots s"
    "          where s.active_pid = r.pid and s.slot_type = 'logical'))";

constexpr const char* kTables =
    "select c.oid, format('%I.%I', n.nspname, c.relname), n.nspname::text, c.relkind::text,"
    "   c.relpersistence::text,"
    "   case when c.relispartition then pg_partition_root(c.oid)::oid else c.oid end,"
    "   greatest(c.reltuples, 0)::float8, c.relpages::int8,"
    "   pg_stat_get_tuples_inserted(c.oid)::float8, pg_stat_get_tuples_updated(c.oid)::float8,"
    "   pg_stat_get_tuples_hot_updated(c.oid)::float8, pg_stat_get_tuples_deleted(c.oid)::float8,"
    "   coalesce(has_table_privilege(c.oid, 'SELECT'), false),"
    "   case when not has_table_privilege(c.oid, 'SELECT') then array("
    "     select a.attnum::int8 from pg_attribute a"
    "      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
    "        and has_column_privilege(c.oid, a.attnum, 'SELECT')) end"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    " where c.relkind in ('r', 'm', 'p') and c.relpersistence <> 't' and c.oid >= 16384"
    "   and n.nspname not in ('pg_catalog', 'information_schema', 'tend')"
    " order by c.oid";

// Those of partitions are copies.
constexpr const char* kForeignKeys =
    "select format('%I', k.conname), k.conrelid, k.confrelid,"
    "   format('%I.%I', n.nspname, p.relname),"
    "   array(select c::int8 from unnest(k.conkey) with ordinality u (c, o) order by o),"
    "   array(select format('%I', a.attname) from unnest(k.conkey) with ordinality u (c, o)"
    "           join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c order by o)"
    " from pg_constraint k join pg_class p on p.oid = k.confrelid"
    "   join pg_namespace n on n.oid = p.relnamespace"
    " where k.contype = 'f' and k.conparentid = 0 order by k.conrelid, k.conname";

index::ObservedSpan read_span(SqlSession& session) {
  index::ObservedSpan span;
  session.execute(kSpan);
  session.for_each_row([&](const Row& row) {
    span.counting_for = Seconds(row.is_null(1) ? 0 : row.float8(1));
    if (!row.is_null(2)) span.sampled_ago = Seconds(std::max(0.0, row.float8(2)));
    span.history_reaches = Seconds(row.float8(3));
    span.is_standby = row.boolean(4);
    span.has_replicas = row.boolean(5);
  });
  return span;
}

// Over a day at least: a bulk load an hour ago is no hourly habit.
index::WriteRates rates_from(const Row& row, const index::ObservedSpan& span) {
  const double days = std::max(1.0, span.counting_for.value() / kSecondsPerDay);
  return {.inserts = row.float8(9) / days,
          .updates = row.float8(10) / days,
          .hot_updates = row.float8(11) / days,
          .deletes = row.float8(12) / days};
}

index::CatalogTable table_from(const Row& row, const index::ObservedSpan& span) {
  index::CatalogTable table;
  table.id = RelationId{row.oid(1)};
  table.name = row.text(2);
  const char kind = row.text(4)[0];
  table.root = RelationId{row.is_null(6) ? row.oid(1) : row.oid(6)};
  table.partitioned = kind == RELKIND_PARTITIONED_TABLE;
  table.refusal = refusal_of(row.oid(1), table.name, row.text(3), kind, row.text(5)[0]);
  table.rows = row.float8(7);
  table.pages = Pages(row.int8(8));
  table.writes_per_day = rates_from(row, span);
  return table;
}

ReadableColumns readable_from(const Row& row) {
  ReadableColumns readable;
  readable.all = row.boolean(13);
  if (!row.is_null(14)) {
    for (const int64 column : row.int8s(14)) readable.some.insert(static_cast<int>(column));
  }
  return readable;
}

// The pages of a table that nothing has counted yet. 0 if somebody holds it: nobody is waited for.
Pages pages_now(Oid table) {
  return Pages(pg_call([&]() -> int64 {
    if (!ConditionalLockRelationOid(table, AccessShareLock)) return 0;
    Relation relation = try_relation_open(table, NoLock);
    int64 pages = 0;
    if (relation) {
      if (RELKIND_HAS_STORAGE(relation->rd_rel->relkind)) {
        pages = RelationGetNumberOfBlocks(relation);
      }
      relation_close(relation, NoLock);
    }
    UnlockRelationOid(table, AccessShareLock);
    return pages;
  }));
}

void add(index::WriteRates& sum, const index::WriteRates& more) {
  sum.inserts += more.inserts;
  sum.updates += more.updates;
  sum.hot_updates += more.hot_updates;
  sum.deletes += more.deletes;
}

using TablePlaces = std::map<Oid, size_t>;

// A partitioned table is what its partitions are together; one is excluded with its root.
void fold_partitions(std::vector<index::CatalogTable>& tables, const TablePlaces& places) {
  for (const index::CatalogTable& part : tables) {
    const auto root = places.find(part.root.value);
    if (part.root == part.id || part.partitioned || root == places.end()) continue;
    index::CatalogTable& whole = tables[root->second];
    whole.rows += part.rows;
    whole.pages += part.pages;
    add(whole.writes_per_day, part.writes_per_day);
  }
  for (index::CatalogTable& part : tables) {
    const auto root = places.find(part.root.value);
    if (root != places.end() && part.refusal.empty()) part.refusal = tables[root->second].refusal;
  }
}

void read_tables(SqlSession& session, IndexCatalogReading& reading, TablePlaces& places) {
  index::IndexCatalog& catalog = reading.catalog;
  session.execute(kTables);
  session.for_each_row([&](const Row& row) {
    places[row.oid(1)] = catalog.tables.size();
    catalog.tables.push_back(table_from(row, catalog.span));
    // ANALYZE writes the sum over the partitions into the parent.
    if (catalog.tables.back().partitioned) {
      catalog.tables.back().rows = 0;
      catalog.tables.back().pages = Pages(0);
      catalog.tables.back().writes_per_day = {};
    }
    reading.readable[row.oid(1)] = readable_from(row);
  });
}

void read_foreign_keys(SqlSession& session, index::IndexCatalog& catalog,
                       const TablePlaces& places) {
  session.execute(kForeignKeys);
  session.for_each_row([&](const Row& row) {
    const auto child = places.find(row.oid(2)), parent = places.find(row.oid(3));
    if (child == places.end() || parent == places.end()) return;
    index::ForeignKey key;
    key.name = row.text(1);
    key.child = RelationId{row.oid(2)};
    key.parent = RelationId{row.oid(3)};
    key.parent_name = row.text(4);
    key.parent_writes_per_day = catalog.tables[parent->second].writes_per_day;
    const std::vector<int64> columns = row.int8s(5);
    const std::vector<std::string> names = row.texts(6);
    for (size_t i = 0; i < std::min(columns.size(), names.size()); i++) {
      const int column = static_cast<int>(columns[i]);
      key.columns.push_back({column, names[i], {column}});
    }
    catalog.foreign_keys.push_back(std::move(key));
  });
  for (const index::ForeignKey& key : catalog.foreign_keys) {
    index::CatalogTable& child = catalog.tables[places.at(key.child.value)];
    if (child.pages == Pages(0)) child.pages = pages_now(child.id.value);
  }
}

}  // namespace

IndexCatalogReading read_index_catalog(std::optional<Seconds> window) {
  IndexCatalogReading reading;
  index::IndexCatalog& catalog = reading.catalog;
  SqlSession session;
  TablePlaces places;
  catalog.span = read_span(session);
  // Scans before the window are not looked for, so it proves nothing about them.
  if (window) catalog.span.history_reaches = std::min(catalog.span.history_reaches, *window);
  read_tables(session, reading, places);
  fold_partitions(catalog.tables, places);
  read_foreign_keys(session, catalog, places);
  TableNames names;
  for (const index::CatalogTable& table : catalog.tables) {
    if (table.refusal.empty()) names[table.id.value] = table.name;
  }
  for (index::CatalogIndex& index : read_catalog_indexes(session, names, window)) {
    const auto table = places.find(index.index.definition.relation.value);
    catalog.tables[table->second].indexes.push_back(std::move(index));
  }
  return reading;
}

}  // namespace tend::ext
