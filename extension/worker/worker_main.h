// SPDX-License-Identifier: PostgreSQL
// What every worker process of ours does around its work.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/units.h"

namespace tend::ext {

// Runs the whole of a worker. No exception and no server error leaves it: either is logged and the
// process ends with 0, so that nothing is restarted but by the launcher.
void worker_main(const std::function<void()>& work);

// Sleeps until the latch is set or the time is over; answers the server's interrupts, which DROP
// DATABASE waits for. Ends the process with the postmaster.
void wait_on_latch(Seconds limit);

// Notes this process as the sampler of the database until it ends. False if another is at work
// there, or the launcher no longer knows the database.
bool claim_database(Oid database);

}  // namespace tend::ext
