// SPDX-License-Identifier: PostgreSQL
// tend.sample(), and the trigger that keeps another server's history out.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/history/sampler.h"

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_sample);
PG_FUNCTION_INFO_V1(pg_tend_ignore_replicated_row);

Datum pg_tend_sample(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&]() -> Datum {
    const std::optional<int64> sample = take_sample();
    if (sample) return Int64GetDatum(*sample);
    pg_call([] {
      ereport(NOTICE, (errmsg("no sample was taken: another session is taking one")));
    });
    fcinfo->isnull = true;
    return 0;
  });
}

// A trigger that returns no row makes the server skip the change.
Datum pg_tend_ignore_replicated_row(PG_FUNCTION_ARGS) {
  (void)fcinfo;
  return PointerGetDatum(NULL);
}
}
