// SPDX-License-Identifier: PostgreSQL
// The extension's settings, all of them, in one table (settings.cpp). docs/settings.md is generated
// from it; a test fails when the two differ.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/units.h"

namespace tend::ext {

// Defines every setting and reserves the prefix; called once from _PG_init.
void init_settings();

// The values as they are set now; the names are those of the settings without their prefix.
namespace setting {

bool enabled();
// Databases that the worker samples, as they are spelled; empty: all that have the extension.
std::vector<std::string> databases();
// Empty: the bootstrap superuser.
std::string worker_role();

Seconds sample_interval();
Seconds retention_raw();
Seconds retention();
Seconds retention_rollup();

double capture_rate();
bool capture_literals();
bool capture_waits();
bool capture_errors();

// Absent if the worker shall not advise.
std::optional<Seconds> advise_interval();
double min_benefit();
double min_confidence();
int max_open_recommendations();

double error_rate_warning();
double error_rate_high();
double error_rate_critical();

// No scan for this long makes an index unused; 0: never scanned.
Seconds unused_after();

// For all indexes of one advice run; absent if unlimited.
std::optional<Bytes> storage_budget();
const char* exclude();

}  // namespace setting
}  // namespace tend::ext
