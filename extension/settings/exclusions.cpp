// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/settings/exclusions.h"

#include "extension/boundary/guard.h"
#include "extension/settings/name_list.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

bool is_exclusion(const std::string& entry) {
  const size_t names = is_number(entry) ? 1 : names_of(entry).size();
  return names == 1 || names == 2;
}

}  // namespace

bool check_exclude(char** value, void**, GucSource) {
  return check_entries(*value, is_exclusion, "neither a query id nor a schema nor a table");
}

bool excludes_relation(const std::string& schema, const std::string& relation) {
  for (const std::string& entry : entries_of(setting::exclude())) {
    if (is_number(entry)) continue;
    const std::vector<std::string> names = names_of(entry);
    if (names.size() == 1 && names[0] == schema) return true;
    if (names.size() != 2) continue;
    const char* quoted =
        pg_call([&] { return quote_qualified_identifier(names[0].c_str(), names[1].c_str()); });
    if (relation == quoted) return true;
  }
  return false;
}

bool excludes_query(int64 query_id) {
  const std::string wanted = std::to_string(query_id);
  const std::vector<std::string> entries = entries_of(setting::exclude());
  return std::find(entries.begin(), entries.end(), wanted) != entries.end();
}

}  // namespace tend::ext
