// SPDX-License-Identifier: PostgreSQL
// Rolling samples up into intervals of five minutes and of an hour.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/boundary/spi.h"

namespace tend::ext {

// Adds the samples after `rolled_up` to the rollups of both levels, as soon as a sample belongs to
// other five minutes than `now`. Samples are told apart by their ids, not by the clock, so each is
// added once even if the clock jumps. Returns the last sample that the rollups hold.
int32 roll_up(SqlSession& session, int32 rolled_up, TimestampTz now);

}  // namespace tend::ext
