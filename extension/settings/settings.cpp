// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/settings/settings.h"

#include "extension/settings/exclusions.h"

namespace tend::ext {

namespace {

constexpr int kUnlimited = -1;

int storage_budget_mb = kUnlimited;
char* exclude = NULL;

struct IntegerSetting {
  const char* name;
  const char* summary;
  const char* detail;
  int* value;
  int initial, least, most;
  GucContext context;
  int flags;
};

struct TextSetting {
  const char* name;
  const char* summary;
  const char* detail;
  char** value;
  const char* initial;
  GucContext context;
  int flags;
  GucStringCheckHook check;
};

const IntegerSetting kIntegerSettings[] = {
    {"pg_tend.storage_budget", "Space that all indexes of one advice run may take together.",
     "Used by tend.recommend_indexes() when its argument storage_budget is NULL. -1 means no "
     "limit.",
     &storage_budget_mb, kUnlimited, kUnlimited, INT_MAX, PGC_SUSET, GUC_UNIT_MB},
};

const TextSetting kTextSettings[] = {
    {"pg_tend.exclude", "Schemas, tables and query ids that advice leaves alone.",
     "A comma-separated list: a number is a query id, a name is a schema, schema.name is a table. "
     "Names are quoted as in SQL.",
     &exclude, "", PGC_SUSET, 0, check_exclude},
};

}  // namespace

void init_settings() {
  for (const IntegerSetting& s : kIntegerSettings) {
    DefineCustomIntVariable(s.name, s.summary, s.detail, s.value, s.initial, s.least, s.most,
                            s.context, s.flags, NULL, NULL, NULL);
  }
  for (const TextSetting& s : kTextSettings) {
    DefineCustomStringVariable(s.name, s.summary, s.detail, s.value, s.initial, s.context, s.flags,
                               s.check, NULL, NULL);
  }
  tend_reserve_settings("pg_tend");
}

std::optional<Bytes> storage_budget_setting() {
  constexpr int64 kBytesPerMegabyte = 1024 * 1024;
  if (storage_budget_mb == kUnlimited) return std::nullopt;
  return Bytes(storage_budget_mb * kBytesPerMegabyte);
}

const char* exclude_setting() {
  return exclude ? exclude : "";
}

}  // namespace tend::ext
