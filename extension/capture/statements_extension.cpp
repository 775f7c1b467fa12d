// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/statements_extension.h"

#include "extension/boundary/spi.h"

namespace tend::ext {

std::optional<StatementsExtension> find_statements_extension() {
  std::optional<StatementsExtension> found;
  SqlSession session;
  session.execute(
      "select p.proname::text, p.oid::regproc::text, coalesce(p.proargnames, '{}')"
      " from pg_extension e"
      " join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid"
      "   and d.deptype = 'e' and d.classid = 'pg_proc'::regclass"
      " join pg_proc p on p.oid = d.objid"
      " where e.extname = 'pg_stat_statements'"
      "   and p.proname in ('pg_stat_statements', 'pg_stat_statements_info')");
  session.for_each_row([&](const Row& row) {
    if (!found) found.emplace();
    if (row.text(1) == "pg_stat_statements_info") {
      found->info = row.text(2);
      return;
    }
    found->entries = row.text(2);
    for (const std::string& column : row.texts(3)) found->columns.insert(column);
  });
  return found;
}

}  // namespace tend::ext
