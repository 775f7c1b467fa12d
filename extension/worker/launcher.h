// SPDX-License-Identifier: PostgreSQL
// The launcher: one background worker that belongs to no database, keeps the list of databases and
// starts a short-lived worker wherever one is due. README.md of this folder has the whole picture.
#pragma once

namespace tend::ext {

// Registers the launcher and its shared memory; called once from _PG_init. Without preload there is
// no worker, and in a server that pg_upgrade runs there must be none.
void init_worker();

}  // namespace tend::ext
