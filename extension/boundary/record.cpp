// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/boundary/record.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

Datum record_datum(FunctionCallInfo fcinfo, std::span<const Value> columns) {
  std::vector<Datum> values;
  std::unique_ptr<bool[]> nulls(new bool[columns.size()]);
  for (size_t i = 0; i < columns.size(); i++) {
    values.push_back(columns[i].datum);
    nulls[i] = columns[i].null;
  }
  return pg_call([&] {
    TupleDesc row;
    if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE) {
      elog(ERROR, "return type must be a row type");
    }
    if (row->natts != static_cast<int>(columns.size())) {
      elog(ERROR, "result has %d columns, row has %d", row->natts,
           static_cast<int>(columns.size()));
    }
    return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row), values.data(), nulls.get()));
  });
}

std::optional<Datum> argument(FunctionCallInfo fcinfo, int position) {
  if (PG_ARGISNULL(position)) return std::nullopt;
  return PG_GETARG_DATUM(position);
}

}  // namespace tend::ext
