// SPDX-License-Identifier: PostgreSQL
// pg_tend.exclude: a comma-separated list of schemas (name), tables (schema.name) and query ids
// (numbers), with SQL's quoting.
#pragma once

#include "extension/boundary/pg.h"

namespace tend::ext {

// GUC check hook: refuses a list that does not parse, naming the entry.
bool check_exclude(char** value, void** extra, GucSource source);

// `schema` is the plain name, `relation` the qualified and quoted one.
bool excludes_relation(const std::string& schema, const std::string& relation);
bool excludes_query(int64 query_id);

}  // namespace tend::ext
