// SPDX-License-Identifier: PostgreSQL
// The module's start: everything that is set up when the library is loaded, by name.
#include "extension/boundary/pg.h"

#include "core/base/units.h"
#include "extension/capture/capture_ring.h"
#include "extension/capture/error_table.h"
#include "extension/capture/execution_hooks.h"
#include "extension/capture/hook_failures.h"
#include "extension/capture/wait_table.h"
#include "extension/functions/status.h"
#include "extension/settings/settings.h"
#include "extension/what_if/planner_hooks.h"
#include "extension/worker/launcher.h"

static_assert(BLCKSZ == tend::kPageSize.value(), "core counts in pages of 8 kB");

extern "C" {
PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void) {
  tend::ext::init_module_state();
  tend::ext::init_settings();
  tend::ext::init_planner_hooks();
  tend::ext::init_hook_failures();
  tend::ext::init_capture_ring();
  tend::ext::init_execution_hooks();
  tend::ext::init_wait_table();
  tend::ext::init_error_table();
  tend::ext::init_worker();
}
}
