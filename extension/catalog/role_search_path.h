// SPDX-License-Identifier: PostgreSQL
// The search_path a role's statements are read with: pg_stat_statements keeps the role of a
// statement, but not its search_path.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// As a new session of the role in this database would have it: ALTER ROLE .. IN DATABASE, then
// ALTER ROLE, then ALTER DATABASE, else the server's own setting. A SET inside a session is not
// seen.
// For a superuser only schemas remain in which none but superusers may create anything: its
// statement may have been run under a narrower path than this guess.
std::string search_path_of_role(Oid role);

}  // namespace tend::ext
