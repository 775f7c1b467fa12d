// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/column_rights.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

bool may_read_columns(Oid table, const std::vector<int>& columns) {
  return pg_call([&] {
    if (tend_may_select_table(table, GetUserId())) return true;
    for (const int column : columns) {
      if (!tend_may_select_column(table, static_cast<AttrNumber>(column), GetUserId()))
        return false;
    }
    return !columns.empty();
  });
}

}  // namespace tend::ext
