// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/catalog/role_search_path.h"

#include "extension/boundary/spi.h"

namespace tend::ext {

std::string search_path_of_role(Oid role) {
  // pg_file_settings is for superusers only; the reset value of this session stands in for the
  // server's own setting unless it came from the caller's role or database.
  constexpr const char* kQuery =
      "select substr(c, length('search_path=') + 1)"
      "  from pg_db_role_setting s, unnest(s.setconfig) c"
      " where c like 'search\\_path=%'"
      "   and s.setrole in ($1, 0)"
      "   and s.setdatabase in (0, (select oid from pg_database where datname = "
      "current_database()))"
      " order by s.setrole = 0, s.setdatabase = 0 limit 1";
  SqlSession session;
  const Value parameters[] = {Value::oid(role)};
  std::string path = "\"$user\", public";
  if (session.execute(kQuery, parameters) > 0) {
    session.for_each_row([&](const Row& row) { path = row.text(1); });
    return path;
  }
  session.execute(
      "select reset_val from pg_settings"
      " where name = 'search_path' and source not in ('database', 'user', 'database user')");
  session.for_each_row([&](const Row& row) { path = row.text(1); });
  return path;
}

}  // namespace tend::ext
