// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/index_facts_reader.h"

#include "extension/catalog/index_shape.h"

namespace tend::ext {

namespace {

// One row an index. A role that may not see other sessions' progress sees rows without a table:
// any of them may be building here. DROP INDEX CONCURRENTLY shows in its lock alone.
constexpr const char* kFacts =
    "select i.indexrelid,"
    "   case when c.relispartition then pg_partition_root(i.indexrelid)::oid"
    "        else i.indexrelid end,"
    "   c.relkind = 'I', c.relispartition, c.relpages::int8, c.reltuples::float8,"
    "   pg_stat_get_numscans(i.indexrelid)::float8, coalesce(pg_get_indexdef(i.indexrelid), ''),"
    "   i.indisprimary, i.indisexclusion, coalesce(k.owned, false), coalesce(k.referenced, false),"
    "   i.indisreplident, i.indisclustered,"
    "   not (i.indisvalid and i.indisready and i.indislive) and ("
    "     exists (select from pg_stat_progress_create_index p"
    "              where p.relid = i.indrelid or p.relid is null"
    "                and p.datid = (select oid from pg_database"
    "                                where datname = current_database()))"
    "     or exists (select from pg_locks l where l.locktype = 'relation'"
    "                  and l.relation = i.indexrelid and l.pid <> pg_backend_pid()"
    "                  and l.database = (select oid from pg_database"
    "                                     where datname = current_database())"
    "                  and l.mode in ('ShareUpdateExclusiveLock', 'AccessExclusiveLock'))),"
    "   c.relname ~ '_cc(new|old)[0-9]*$',"
    "   coalesce((select string_agg(a.attnum || ' ' || a.attoptions::text, ',' order by a.attnum)"
    "              from pg_attribute a"
    "             where a.attrelid = i.indexrelid and a.attoptions is not null), '')"
    "     || case when m.amname <> 'btree' then coalesce(c.reloptions::text, '') else '' end,"
    "   m.amname = 'btree' and i.indnatts = i.indnkeyatts"
    "     and coalesce((select o.option_value::bool from pg_options_to_table(c.reloptions) o"
    "                    where o.option_name = 'deduplicate_items'), true)"
    "     and not exists ("
    "       select from unnest(i.indclass::oid[], i.indcollation::oid[]) u (class, coll)"
    "         join pg_opclass s on s.oid = u.class"
    "         left join pg_amproc f on f.amprocfamily = s.opcfamily and f.amprocnum = 4"
    "           and f.amproclefttype = s.opcintype and f.amprocrighttype = s.opcintype"
    "         left join pg_collation l on l.oid = u.coll"
    "        where f.amproc is null or f.amproc = 'btvarstrequalimage'::regproc"
    "          and not coalesce(l.collisdeterministic, true)),"
    "   coalesce((select o.option_value::float8 from pg_options_to_table(c.reloptions) o"
    "              where o.option_name = 'fillfactor'), 90) / 100,"
    "   u.relation_id::int8, extract(epoch from now() - u.first_seen)::float8, u.from_start, "
    "u.scans"
    " from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am m on m.oid = c.relam"
    "   left join (select conindid, bool_or(contype in ('p', 'u', 'x')) as owned,"
    "                     bool_or(contype = 'f') as referenced"
    "                from pg_constraint where conindid <> 0 group by conindid) k"
    "     on k.conindid = i.indexrelid"
    "   left join tend.index_use u on u.relid = i.indexrelid"
    " where i.indrelid in (select unnest($1)::oid) order by i.indexrelid";

// Interval by interval, through the primary key of the one child that holds it.
constexpr const char* kLastScans =
    "select s.relation_id::int8, extract(epoch from now() - max(h.ended_at))::float8"
    " from tend.intervals_since(make_interval(secs => $1), 2000) h"
    " cross join lateral (select r.relation_id from tend.index_counts r"
    "   where r.slot = h.slot and r.interval_id = h.interval_id and r.scans > 0 offset 0) s"
    " group by s.relation_id";

using LastScans = std::map<int64, Seconds>;

LastScans read_last_scans(SqlSession& session, std::optional<Seconds> window) {
  LastScans last;
  const Value parameters[] = {window ? Value::of(window->value()) : Value::null_of(FLOAT8OID)};
  session.execute(kLastScans, parameters);
  session.for_each_row(
      [&](const Row& row) { last[row.int8(1)] = Seconds(std::max(0.0, row.float8(2))); });
  return last;
}

index::IndexUse use_from(const Row& row, const LastScans& last_scans) {
  index::IndexUse use{row.float8(7), std::nullopt};
  if (row.is_null(20)) return use;
  use.watched = {.known_for = Seconds(std::max(0.0, row.float8(21))),
                 .from_start = row.boolean(22),
                 .scans = row.float8(23),
                 .last_scan_ago = std::nullopt};
  const auto last = last_scans.find(row.int8(20));
  if (last != last_scans.end()) use.watched->last_scan_ago = last->second;
  return use;
}

index::IndexPart part_from(const Row& row, const LastScans& last_scans, bool sized) {
  index::IndexPart part;
  part.id = RelationId{row.oid(1)};
  part.pages = Pages(row.int8(5));
  part.use = use_from(row, last_scans);
  if (sized && row.int8(5) > 0 && row.float8(6) >= 0) {
    part.shape = read_index_shape({.index = row.oid(1),
                                   .entries = row.float8(6),
                                   .deduplicates = row.boolean(18),
                                   .fillfactor = row.float8(19)});
  }
  return part;
}

void take_facts(index::CatalogIndex& index, const Row& row) {
  index.partitioned = row.boolean(3);
  index.attached = row.boolean(4);
  index.statement = row.text(8);
  index.roles = {.primary = row.boolean(9),
                 .exclusion = row.boolean(10),
                 .constraint = row.boolean(11),
                 .referenced = row.boolean(12),
                 .replica_identity = row.boolean(13),
                 .clustered = row.boolean(14)};
  index.being_changed = row.boolean(15);
  index.leftover = row.boolean(16);
  index.options = row.text(17);
  // Not a part of the columns' own text.
  if (index.statement.find(" NULLS NOT DISTINCT") != std::string::npos) {
    index.options += " NULLS NOT DISTINCT";
  }
}

}  // namespace

std::vector<index::CatalogIndex> read_catalog_indexes(SqlSession& session, const TableNames& tables,
                                                      std::optional<Seconds> window) {
  std::vector<index::CatalogIndex> indexes;
  std::map<Oid, size_t> places;
  std::vector<int64> relids;
  for (const auto& [relid, name] : tables) relids.push_back(relid);
  for (index::ExistingIndex& each : read_existing_indexes(session, tables)) {
    places[each.id.value] = indexes.size();
    indexes.push_back({});
    indexes.back().index = std::move(each);
  }
  const LastScans last_scans = read_last_scans(session, window);
  const Value parameters[] = {Value::of(relids)};
  session.execute(kFacts, parameters);
  session.for_each_row([&](const Row& row) {
    const auto place = places.find(row.oid(1));
    if (place == places.end()) return;  // made since
    index::CatalogIndex& index = indexes[place->second];
    take_facts(index, row);
    if (index.partitioned) return;
    index::IndexPart part = part_from(row, last_scans, index.index.definition.method == "btree");
    const auto whole = places.find(row.oid(2));
    if (index.attached && whole != places.end()) {
      indexes[whole->second].parts.push_back(part);
    }
    index.parts.push_back(std::move(part));
  });
  // One without a row was dropped meanwhile.
  std::erase_if(indexes, [](const index::CatalogIndex& each) { return each.statement.empty(); });
  return indexes;
}

}  // namespace tend::ext
