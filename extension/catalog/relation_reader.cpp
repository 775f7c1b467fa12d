// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/relation_reader.h"

#include "core/index/modifications.h"
#include "extension/boundary/spi.h"
#include "extension/boundary/subtransaction.h"
#include "extension/catalog/existing_indexes.h"
#include "extension/settings/exclusions.h"

namespace tend::ext {

namespace {

// Sums run over the leaves of a partitioned table (ANALYZE writes their total into the parent,
// too), and over the table itself otherwise. Write counters older than the window are not
// distinguishable, so what was written is spread over the time since the counters started, and over
// a day at least: a bulk load an hour ago is no hourly habit.
constexpr const char* kRelationQuery =
    "with leaf as ("
    "  select t.relid from pg_partition_tree($1) t where t.isleaf"
    "  union select $1 where not exists (select from pg_partition_tree($1) where not isleaf)),"
    " elapsed as ("
    "  select greatest(1.0, extract(epoch from now() - coalesce("
    "    pg_stat_get_db_stat_reset_time((select oid from pg_database"
    "                                     where datname = current_database())),"
    "    pg_postmaster_start_time()))::float8 / 86400) as days)"
    " select format('%I.%I', n.nspname, c.relname), c.relkind::text, c.relpersistence::text,"
    "   n.nspname::text,"
    "   coalesce((select sum(greatest(l.reltuples, 0)) from leaf join pg_class l on l.oid = relid),"
    "            0)::float8,"
    "   coalesce((select sum(pg_relation_size(relid)) from leaf), 0)::int8,"
    "   (select sum(pg_stat_get_tuples_inserted(relid)) from leaf)::float8 / days,"
    "   (select sum(pg_stat_get_tuples_updated(relid)) from leaf)::float8 / days,"
    "   (select sum(pg_stat_get_tuples_hot_updated(relid)) from leaf)::float8 / days,"
    "   (select sum(pg_stat_get_tuples_deleted(relid)) from leaf)::float8 / days,"
    "   (select array_agg(relid::int8 order by relid) from leaf),"
    "   (select array_agg(coalesce(pg_stat_get_mod_since_analyze(relid), 0) order by relid)"
    "      from leaf),"
    "   (select array_agg(coalesce(pg_stat_get_live_tuples(relid), 0) order by relid) from leaf),"
    "   (select array_agg(coalesce(pg_relation_size(relid), 0) order by relid) from leaf),"
    "   coalesce((select sum(l.relallvisible)::float8 / nullif(sum(l.relpages), 0)"
    "               from leaf join pg_class l on l.oid = relid), 0)"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace, elapsed"
    " where c.oid = $1";

constexpr const char* kOwnSchema = "tend";

}  // namespace

namespace {

bool is_catalog(Oid relation, const std::string& schema) {
  return IsCatalogRelationOid(relation) || schema == "information_schema";
}

}  // namespace

std::string refusal_of(Oid relation, const std::string& name, const std::string& schema, char kind,
                       char persistence) {
  if (is_catalog(relation, schema)) return "it is a system catalog";
  if (schema == kOwnSchema) return "it belongs to pg_tend";
  if (persistence == RELPERSISTENCE_TEMP) return "it is a temporary table";
  if (kind == RELKIND_FOREIGN_TABLE) return "it is a foreign table";
  if (kind != RELKIND_RELATION && kind != RELKIND_MATVIEW && kind != RELKIND_PARTITIONED_TABLE) {
    return "it is not a table";
  }
  if (excludes_relation(schema, name)) return "pg_tend.exclude names it";
  return "";
}

namespace {

struct ColumnsOfTable {
  std::vector<index::StoredColumn> columns;  // in order, without dropped ones
  bool has_statistics = false;               // ANALYZE has filled pg_statistic for one at least
};

struct ColumnFacts {
  index::StoredColumn column;
  bool dropped, has_statistics;
};

// pg_statistic itself is for superusers. What may be nothing in some rows counts as nothing without
// statistics, and always if rows older than the column lack it: a row is not to be taken for wider
// than it is.
ColumnFacts column_facts(Oid table, AttrNumber number) {
  return pg_call([&] {
    ColumnFacts facts{{}, true, false};
    HeapTuple row = SearchSysCache2(ATTNUM, ObjectIdGetDatum(table), Int16GetDatum(number));
    if (!HeapTupleIsValid(row)) return facts;
    const Form_pg_attribute attribute = reinterpret_cast<Form_pg_attribute>(GETSTRUCT(row));
    facts.dropped = attribute->attisdropped;
    facts.column.fixed = attribute->attlen > 0;
    facts.column.width = Max(attribute->attlen, 0);
    facts.column.alignment = static_cast<int>(att_align_nominal(1, attribute->attalign));
    const bool may_lack = attribute->atthasmissing;
    if (may_lack || !attribute->attnotnull) facts.column.null_fraction = 1;
    ReleaseSysCache(row);
    for (const bool inherited : {true, false}) {
      row = SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(table), Int16GetDatum(number),
                            BoolGetDatum(inherited));
      if (!HeapTupleIsValid(row)) continue;
      const Form_pg_statistic statistics = reinterpret_cast<Form_pg_statistic>(GETSTRUCT(row));
      facts.has_statistics = true;
      if (!facts.column.fixed) facts.column.width = statistics->stawidth;
      if (!may_lack) facts.column.null_fraction = statistics->stanullfrac;
      ReleaseSysCache(row);
    }
    return facts;
  });
}

AttrNumber number_of_columns(Oid table) {
  return pg_call([&]() -> AttrNumber {
    HeapTuple row = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
    if (!HeapTupleIsValid(row)) return 0;
    const AttrNumber columns = reinterpret_cast<Form_pg_class>(GETSTRUCT(row))->relnatts;
    ReleaseSysCache(row);
    return columns;
  });
}

ColumnsOfTable columns_of(Oid table) {
  ColumnsOfTable found;
  const AttrNumber count = number_of_columns(table);
  for (AttrNumber number = 1; number <= count; number++) {
    const ColumnFacts facts = column_facts(table, number);
    if (!facts.dropped) found.columns.push_back(facts.column);
    found.has_statistics = found.has_statistics || facts.has_statistics;
  }
  return found;
}

// What is known of the table's leaves each by itself: columns 11 to 14 of the query.
void add_leaves(index::RelationSnapshot& seen, const Row& row) {
  const std::vector<int64> tables = row.int8s(11), modified = row.int8s(12),
                           live_rows = row.int8s(13), bytes = row.int8s(14);
  for (size_t i = 0; i < tables.size(); i++) {
    const ColumnsOfTable leaf = columns_of(static_cast<Oid>(tables[i]));
    seen.has_statistics = seen.has_statistics || leaf.has_statistics;
    seen.modified_since_analyze +=
        index::credible_modifications({.modified = static_cast<double>(modified[i]),
                                       .live_rows = static_cast<double>(live_rows[i]),
                                       .pages = Pages(bytes[i] / kPageSize.value()),
                                       .row_width = index::least_row_width(leaf.columns)});
  }
}

index::RelationSnapshot snapshot_from(Oid relation, const Row& row) {
  index::RelationSnapshot seen;
  seen.id = RelationId{relation};
  seen.name = row.text(1);
  const char kind = row.text(2)[0];
  seen.partitioned = kind == RELKIND_PARTITIONED_TABLE;
  seen.refusal = refusal_of(relation, seen.name, row.text(4), kind, row.text(3)[0]);
  seen.is_own = row.text(4) == kOwnSchema;
  seen.is_catalog = is_catalog(relation, row.text(4));
  seen.rows = row.float8(5);
  seen.pages = Pages(row.int8(6) / kPageSize.value());
  seen.writes_per_day = {.inserts = row.float8(7),
                         .updates = row.float8(8),
                         .hot_updates = row.float8(9),
                         .deletes = row.float8(10)};
  add_leaves(seen, row);
  seen.all_visible = std::min(row.float8(15), 1.0);
  return seen;
}

}  // namespace

Result<index::RelationSnapshot> RelationReader::read_relation(RelationId relation) {
  try {
    return rolled_back([&]() -> Result<index::RelationSnapshot> {
      SqlSession session;
      const Value parameters[] = {Value::oid(relation.value)};
      std::optional<index::RelationSnapshot> seen;
      session.execute(kRelationQuery, parameters);
      session.for_each_row([&](const Row& row) { seen = snapshot_from(relation.value, row); });
      if (!seen) {
        return Failure{FailureCode::kUndefinedObject, "the table has been dropped", "", "",
                       "42P01"};
      }
      seen->indexes = read_existing_indexes(session, *seen);
      return *seen;
    });
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
    return error.to_failure();
  }
}

bool RelationReader::is_name_free(RelationId relation, const std::string& name) {
  return pg_call([&] {
    return !OidIsValid(get_relname_relid(name.c_str(), get_rel_namespace(relation.value)));
  });
}

}  // namespace tend::ext
