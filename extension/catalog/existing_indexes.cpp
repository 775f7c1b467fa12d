// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/existing_indexes.h"

namespace tend::ext {

namespace {

// One row for each column of each index, keys first, ordered.
constexpr const char* kIndexQuery =
    "select i.indexrelid, format('%I.%I', n.nspname, c.relname), am.amname::text,"
    "  i.indisunique, i.indisvalid and i.indisready,"
    "  i.indisprimary or i.indisunique or i.indisexclusion or i.indisreplident"
    "    or i.indisclustered,"
    "  coalesce(pg_get_expr(i.indpred, i.indrelid), ''),"
    "  k > i.indnkeyatts, i.indkey[k - 1]::int8,"
    "  coalesce(pg_get_indexdef(i.indexrelid, k, false), ''),"
    "  coalesce(i.indoption[k - 1], 0)::int8,"
    "  coalesce((select format('%I.%I', o.nspname, p.opcname)"
    "            from pg_opclass p join pg_namespace o on o.oid = p.opcnamespace"
    "            where p.oid = i.indclass[k - 1] and not p.opcdefault), ''),"
    "  coalesce((select format('%I.%I', o.nspname, l.collname)"
    "            from pg_collation l join pg_namespace o on o.oid = l.collnamespace"
    "            where l.oid = i.indcollation[k - 1]"
    "              and l.oid <> (select a.attcollation from pg_attribute a"
    "                            where a.attrelid = i.indrelid"
    "                              and a.attnum = i.indkey[k - 1])), ''),"
    "  array(select distinct d.refobjsubid::int8 from pg_depend d"
    "        where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid"
    "          and d.refclassid = 'pg_class'::regclass and d.refobjid = i.indrelid"
    "          and d.refobjsubid > 0 order by 1), i.indrelid"
    " from pg_index i join pg_class c on c.oid = i.indexrelid"
    "   join pg_namespace n on n.oid = c.relnamespace join pg_am am on am.oid = c.relam,"
    "   generate_series(1, i.indnatts) k"
    " where i.indrelid in (select unnest($1)::oid) order by i.indexrelid, k";

index::IndexTerm term_from(const Row& row) {
  const int column = static_cast<int>(row.int8(9));
  std::string text = row.text(10);
  if (column != 0) return {column, text, {column}};
  // The server prints a bare function call without the parentheses that a candidate's term has.
  if (!text.empty() && text.front() != '(') text = "(" + text + ")";
  return {0, text, {}};
}

index::ExistingIndex index_from(const Row& row, const TableNames& tables) {
  index::ExistingIndex existing;
  existing.id = RelationId{row.oid(1)};
  existing.name = row.text(2);
  existing.definition.relation = RelationId{row.oid(15)};
  existing.definition.relation_name = tables.at(row.oid(15));
  existing.definition.method = row.text(3);
  existing.definition.unique = row.boolean(4);
  existing.valid = row.boolean(5);
  existing.guarded = row.boolean(6);
  existing.definition.predicate = row.text(7);
  // What its expressions and its predicate read: an update of any of it is not heap-only.
  for (const int64 column : row.int8s(14)) {
    existing.definition.predicate_columns.push_back(static_cast<int>(column));
  }
  return existing;
}

// The server prints nothing for one that is gone.
bool is_whole(const index::ExistingIndex& existing) {
  const index::IndexDefinition& definition = existing.definition;
  return std::none_of(definition.keys.begin(), definition.keys.end(),
                      [](const index::KeyPart& key) { return key.term.text.empty(); }) &&
         std::none_of(definition.include.begin(), definition.include.end(),
                      [](const index::IndexTerm& term) { return term.text.empty(); });
}

}  // namespace

std::vector<index::ExistingIndex> read_existing_indexes(SqlSession& session,
                                                        const TableNames& tables) {
  std::vector<index::ExistingIndex> indexes;
  std::vector<int64> relids;
  for (const auto& [relid, name] : tables) relids.push_back(relid);
  const Value parameters[] = {Value::of(relids)};
  session.execute(kIndexQuery, parameters);
  session.for_each_row([&](const Row& row) {
    if (indexes.empty() || row.oid(1) != indexes.back().id.value) {
      indexes.push_back(index_from(row, tables));
    }
    index::IndexDefinition& definition = indexes.back().definition;
    if (row.boolean(8)) {
      definition.include.push_back(term_from(row));
      return;
    }
    const int64 option = row.int8(11);
    definition.keys.push_back({term_from(row), (option & INDOPTION_DESC) != 0,
                               (option & INDOPTION_NULLS_FIRST) != 0, row.text(12), row.text(13)});
  });
  std::erase_if(indexes, [](const index::ExistingIndex& each) { return !is_whole(each); });
  return indexes;
}

std::vector<index::ExistingIndex> read_existing_indexes(SqlSession& session,
                                                        const index::RelationSnapshot& relation) {
  return read_existing_indexes(session, TableNames{{relation.id.value, relation.name}});
}

}  // namespace tend::ext
