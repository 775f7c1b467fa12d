// SPDX-License-Identifier: PostgreSQL
// The rings of history: which slot is written, and emptying the oldest when its turn comes.
#pragma once

#include "extension/boundary/pg.h"

#include "core/workload/ring.h"
#include "extension/boundary/spi.h"

namespace tend::ext {

// The table of a family that holds a slot's rows, without its schema.
std::string child_table(const char* family, int32 slot);

// The slot that is written now.
int32 current_slot(SqlSession& session, workload::HistoryLevel level);

// Moves every ring that is due on to its next slot and empties that. A slot that a reader holds is
// tried again at the next sample; until then the current one goes on growing. So does one with
// samples after `rolled_up`, which are in no rollup yet.
void rotate_rings(SqlSession& session, TimestampTz now, int32 rolled_up);

}  // namespace tend::ext
