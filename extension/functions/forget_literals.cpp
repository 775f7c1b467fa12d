// SPDX-License-Identifier: PostgreSQL
// tend.forget_literals(): deletes what pg_tend.capture_literals has collected. Writes as the
// tables' owner, like tend.set_objective(); who may is the function's EXECUTE right.
//
// Tested by tests/tap/forget_literals.t.
#include "extension/boundary/pg.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/spi.h"
#include "extension/boundary/subtransaction.h"
#include "extension/history/sampler.h"
#include "extension/store/owner_scope.h"

namespace tend::ext {

namespace {

// A sample first: it reads on in shared memory past the texts that are there, and holds the
// samplers' lock until the transaction ends, so that nobody stores them afterwards.
void pass_by_what_is_under_way() {
  if (take_sample()) return;
  throw ServerError(ERRCODE_LOCK_NOT_AVAILABLE,
                    "another session is taking a sample of this database",
                    "It may be storing what is to be forgotten.", "Call the function again.");
}

int64 forget_literals() {
  pass_by_what_is_under_way();
  int64 forgotten = 0;
  all_or_nothing([&] {
    OwnerScope owner;
    SqlSession session;
    session.execute(
        "with gone as (delete from tend.captured_statement returning 1)"
        " select count(*) from gone");
    session.for_each_row([&](const Row& row) { forgotten = row.int8(1); });
    // the reservoirs begin anew
    session.execute("update tend.statement set captured = 0 where captured > 0");
  });
  return forgotten;
}

}  // namespace
}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_forget_literals);

Datum pg_tend_forget_literals(PG_FUNCTION_ARGS) {
  (void)fcinfo;
  return tend::ext::guarded_entry([] { return Int64GetDatum(tend::ext::forget_literals()); });
}
}
