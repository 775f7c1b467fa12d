// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/relation_reader.h"

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
    "   (select sum(pg_stat_get_mod_since_analyze(relid)) from leaf)::float8,"
    "   (select sum(pg_stat_get_tuples_inserted(relid)) from leaf)::float8 / days,"
    "   (select sum(pg_stat_get_tuples_updated(relid)) from leaf)::float8 / days,"
    "   (select sum(pg_stat_get_tuples_hot_updated(relid)) from leaf)::float8 / days,"
    "   (select sum(pg_stat_get_tuples_deleted(relid)) from leaf)::float8 / days,"
    "   (select array_agg(relid::int8) from leaf)"
    " from pg_class c join pg_namespace n on n.oid = c.relnamespace, elapsed"
    " where c.oid = $1";

constexpr const char* kOwnSchema = "tend";

std::string refusal_of(Oid relation, const std::string& name, const std::string& schema, char kind,
                       char persistence) {
  if (IsCatalogRelationOid(relation) || schema == "information_schema") {
    return "it is a system catalog";
  }
  if (schema == kOwnSchema) return "it belongs to pg_tend";
  if (persistence == RELPERSISTENCE_TEMP) return "it is a temporary table";
  if (kind == RELKIND_FOREIGN_TABLE) return "it is a foreign table";
  if (kind != RELKIND_RELATION && kind != RELKIND_MATVIEW && kind != RELKIND_PARTITIONED_TABLE) {
    return "it is not a table";
  }
  if (excludes_relation(schema, name)) return "pg_tend.exclude names it";
  return "";
}

// Whether ANALYZE has ever filled pg_statistic for a column; the catalog itself is for superusers.
bool has_statistics(Oid table) {
  return pg_call([&] {
    HeapTuple row = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
    if (!HeapTupleIsValid(row)) return false;
    const AttrNumber columns = reinterpret_cast<Form_pg_class>(GETSTRUCT(row))->relnatts;
    ReleaseSysCache(row);
    for (AttrNumber column = 1; column <= columns; column++) {
      for (const bool inherited : {false, true}) {
        if (SearchSysCacheExists3(STATRELATTINH, ObjectIdGetDatum(table), Int16GetDatum(column),
                                  BoolGetDatum(inherited))) {
          return true;
        }
      }
    }
    return false;
  });
}

index::RelationSnapshot snapshot_from(Oid relation, const Row& row) {
  index::RelationSnapshot seen;
  seen.id = RelationId{relation};
  seen.name = row.text(1);
  const char kind = row.text(2)[0];
  seen.partitioned = kind == RELKIND_PARTITIONED_TABLE;
  seen.refusal = refusal_of(relation, seen.name, row.text(4), kind, row.text(3)[0]);
  seen.is_own = row.text(4) == kOwnSchema;
  seen.rows = row.float8(5);
  seen.pages = Pages(row.int8(6) / kPageSize.value());
  seen.modified_since_analyze = row.float8(7);
  seen.writes_per_day = {.inserts = row.float8(8),
                         .updates = row.float8(9),
                         .hot_updates = row.float8(10),
                         .deletes = row.float8(11)};
  for (const int64 leaf : row.int8s(12)) {
    seen.has_statistics = seen.has_statistics || has_statistics(static_cast<Oid>(leaf));
  }
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
