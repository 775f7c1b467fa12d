// SPDX-License-Identifier: PostgreSQL
// What only the loaded library knows about itself.
#pragma once

namespace tend::ext {

// Remembers whether the library came by shared_preload_libraries; called once from _PG_init.
void init_module_state();

}  // namespace tend::ext
