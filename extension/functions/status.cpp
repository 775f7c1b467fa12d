// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/functions/status.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"

namespace tend::ext {

namespace {
constexpr const char* kModuleVersion = "1.0";
bool preloaded = false;
}  // namespace

void init_module_state() {
  preloaded = process_shared_preload_libraries_in_progress;
}

}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_module_state);

Datum pg_tend_module_state(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    return record_datum(fcinfo, std::array{Value::of(preloaded), Value::of(kModuleVersion)});
  });
}
}
