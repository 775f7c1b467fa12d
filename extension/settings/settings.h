// SPDX-License-Identifier: PostgreSQL
// The extension's settings, all of them, in one table (settings.cpp). docs/settings.md is generated
// from it; a test fails when the two differ.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/units.h"

namespace tend::ext {

// Defines every setting and reserves the prefix; called once from _PG_init.
void init_settings();

// pg_tend.storage_budget: for all indexes of one advice run; absent if unlimited.
std::optional<Bytes> storage_budget_setting();

// pg_tend.exclude as it is set.
const char* exclude_setting();

}  // namespace tend::ext
