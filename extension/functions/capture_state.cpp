// SPDX-License-Identifier: PostgreSQL
// What the shared memory holds, for tend.status and for looking into it.
// Tested by tests/tap/capture.t, tests/tap/errors_waits.t.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/boundary/shared_memory.h"
#include "extension/capture/capture_ring.h"
#include "extension/capture/error_table.h"
#include "extension/capture/hook_failures.h"
#include "extension/capture/wait_table.h"

namespace tend::ext {

namespace {

Value count(uint64 number) {
  return Value::of(static_cast<int64>(number));
}

Datum capture_state(FunctionCallInfo fcinfo) {
  const CaptureCounts captured = capture_counts();
  const WaitTableState waits = wait_table_state();
  const ErrorTableState errors = error_table_state();
  return record_datum(
      fcinfo, std::array{count(captured.written), count(captured.dropped), count(captured.too_long),
                         count(hook_failures()), Value::of(waits.entries), count(waits.overflow),
                         Value::of(errors.entries), count(memory_epoch()), count(errors.overflow)});
}

// "Not known" looks like NULL; its type, 0, tells the two apart.
Value array_of(const std::vector<std::optional<std::string>>& values) {
  if (values.empty()) return Value::null_of(TEXTARRAYOID);
  std::vector<Datum> datums;
  std::unique_ptr<bool[]> nulls(new bool[values.size()]);
  for (const std::optional<std::string>& value : values) {
    nulls[datums.size()] = !value;
    datums.push_back(value ? text_datum(*value) : 0);
  }
  return pg_call([&] {
    int dims[] = {static_cast<int>(datums.size())}, lower[] = {1};
    ArrayType* array = construct_md_array(datums.data(), nulls.get(), 1, dims, lower, TEXTOID, -1,
                                          false, TYPALIGN_INT);
    return Value{PointerGetDatum(array), false, TEXTARRAYOID};
  });
}

Value array_of(const std::vector<Oid>& types) {
  if (types.empty()) return Value::null_of(REGTYPEARRAYOID);
  std::vector<Datum> datums(types.begin(), types.end());
  return pg_call([&] {
    ArrayType* array = construct_array(datums.data(), static_cast<int>(datums.size()), REGTYPEOID,
                                       sizeof(Oid), true, TYPALIGN_INT);
    return Value{PointerGetDatum(array), false, REGTYPEARRAYOID};
  });
}

Datum captured_now(FunctionCallInfo fcinfo) {
  pg_call([&] { tend_materialize(fcinfo); });
  ReturnSetInfo* result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  for (const CapturedExecution& e : read_captured(MyDatabaseId, 0).executions) {
    put_row(result, std::array{Value::of(e.query_id), Value::oid(e.role), Value::of(e.finished),
                               e.finished ? Value::of(e.duration_ms) : Value::null_of(FLOAT8OID),
                               e.finished ? Value::of(e.planned_rows) : Value::null_of(FLOAT8OID),
                               e.finished ? Value::of(e.actual_rows) : Value::null_of(FLOAT8OID),
                               e.has_text ? Value::of(e.text) : Value::null_of(TEXTOID),
                               array_of(e.parameters), array_of(e.parameter_types),
                               Value::of(e.search_path)});
  }
  return Datum{0};
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_capture_state);
PG_FUNCTION_INFO_V1(pg_tend_captured_now);

Datum pg_tend_capture_state(PG_FUNCTION_ARGS) {
  return tend::ext::guarded_entry([&] { return tend::ext::capture_state(fcinfo); });
}

Datum pg_tend_captured_now(PG_FUNCTION_ARGS) {
  return tend::ext::guarded_entry([&] { return tend::ext::captured_now(fcinfo); });
}
}
