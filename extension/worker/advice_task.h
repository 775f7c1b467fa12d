// SPDX-License-Identifier: PostgreSQL
// Index advice that nobody asked for: when it is due, and what of it is recorded.
//
// Tested by tests/tap/worker_advice.t.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/units.h"
#include "core/change/gate.h"

namespace tend::ext {

// Time until the next run, from the newest run over the history and now; zero or less if it is due.
// Nothing if there is no history to advise on, or this role may not read it. REQUIRES: a
// transaction with an active snapshot.
std::optional<Seconds> advice_due_in(Seconds interval);

// What the settings let the worker record by itself.
change::Gate worker_gate();

}  // namespace tend::ext
