// SPDX-License-Identifier: PostgreSQL
// Index advice over the history that nobody asked for: the worker's.
#pragma once

#include "core/change/gate.h"

namespace tend::ext {

// One run over this database's history, recorded as tend.recommend_indexes() records it, but for
// what the gate does not admit: that opens no recommendation, and changes only one that is open.
// REQUIRES: a transaction that may write, and an active snapshot.
void advise_over_history(const change::Gate& gate);

}  // namespace tend::ext
