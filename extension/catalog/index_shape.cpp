// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/index_shape.h"

#include "extension/boundary/guard.h"
#include "extension/what_if/index_size.h"

namespace tend::ext {

namespace {

// Plain arrays: a server error must not jump over a destructor.
struct StoredColumns {
  int count = 0, keys = 0;
  bool unique = false, partial = false;
  index::ColumnShape shapes[INDEX_MAX_KEYS];
  double distinct = 1;
};

// ANALYZE keeps the statistics of an expression under the index.
HeapTuple statistics_of(Oid table, Oid index, AttrNumber column, AttrNumber position) {
  return SearchSysCache3(STATRELATTINH, ObjectIdGetDatum(column != 0 ? table : index),
                         Int16GetDatum(column != 0 ? column : position), BoolGetDatum(false));
}

void read_column(StoredColumns* stored, Oid index, const Form_pg_index row, int i, double entries) {
  Oid type, collation;
  int32 modifier, width = 0;
  double nulls = 0, distinct = 0;
  const AttrNumber position = static_cast<AttrNumber>(i + 1);
  // The type as it is stored, which is not always the column's.
  get_atttypetypmodcoll(index, position, &type, &modifier, &collation);
  HeapTuple statistics = statistics_of(row->indrelid, index, row->indkey.values[i], position);
  if (HeapTupleIsValid(statistics)) {
    const Form_pg_statistic found = reinterpret_cast<Form_pg_statistic>(GETSTRUCT(statistics));
    width = found->stawidth;
    nulls = found->stanullfrac;
    distinct = found->stadistinct;
    ReleaseSysCache(statistics);
  }
  // Shares of the table's rows say little about those in a partial index: full width, all
  // different is the most that it can take.
  if (stored->partial) {
    nulls = 0;
    distinct = Max(distinct, 0);
  }
  stored->shapes[i] = stored_shape(type, modifier, width, nulls);
  if (i < stored->keys) stored->distinct *= distinct_values(distinct, nulls, entries);
}

bool read_columns(StoredColumns* stored, const IndexToSize& wanted) {
  HeapTuple tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(wanted.index));
  if (!HeapTupleIsValid(tuple)) return false;
  const Form_pg_index row = reinterpret_cast<Form_pg_index>(GETSTRUCT(tuple));
  stored->count = row->indnatts;
  stored->keys = row->indnkeyatts;
  stored->unique = row->indisunique;
  stored->partial = !heap_attisnull(tuple, Anum_pg_index_indpred, NULL);
  for (int i = 0; i < stored->count; i++) {
    read_column(stored, wanted.index, row, i, wanted.entries);
  }
  ReleaseSysCache(tuple);
  return true;
}

}  // namespace

std::optional<index::BtreeShape> read_index_shape(const IndexToSize& wanted) {
  StoredColumns stored;
  if (!pg_call([&] { return read_columns(&stored, wanted); })) return std::nullopt;
  index::BtreeShape shape;
  shape.entries = wanted.entries;
  shape.keys.assign(stored.shapes, stored.shapes + stored.keys);
  shape.payload.assign(stored.shapes + stored.keys, stored.shapes + stored.count);
  shape.distinct_keys = stored.unique ? wanted.entries : Min(stored.distinct, wanted.entries);
  shape.deduplicates = wanted.deduplicates;
  shape.fillfactor = wanted.fillfactor;
  return shape;
}

}  // namespace tend::ext
