// SPDX-License-Identifier: PostgreSQL
// Index advice that nobody asked for: when it is due, and one run of it.
//
// Tested by tests/tap/worker_advice.t.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/units.h"

namespace tend::ext {

// Time until the next run, from the newest run over the history and now; zero or less if it is due.
// Nothing if there is no history to advise on, or this role may not read it. REQUIRES: a transaction with an active snapshot.
std::optional<Seconds> advice_due_in(Seconds interval);

// One run over this database's history, recorded as tend.recommend_indexes() records it.
// REQUIRES: a transaction with an active snapshot.
void advise_on_history();

}  // namespace tend::ext
