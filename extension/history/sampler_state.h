// SPDX-License-Identifier: PostgreSQL
// The sampler's own memory between two samples: the one row of tend.sampler_state.
#pragma once

#include "extension/boundary/pg.h"

#include "core/base/units.h"
#include "extension/boundary/spi.h"

namespace tend::ext {

struct SamplerState {
  Oid database = InvalidOid;              // whose memory it is; another's in a copied database
  std::optional<TimestampTz> sampled_at;  // absent before the first sample
  std::optional<TimestampTz> boot;        // start of the server that `monotonic` belongs to
  double monotonic = 0;                   // seconds, this machine's monotonic clock
  std::vector<double> database_counters;
  std::optional<TimestampTz> statements_reset;  // absent: statements were never sampled
  double evictions = 0;
  int64 memory_epoch = 0;
  int64 capture_position = 0;
  double captures_lost = 0;  // overwritten before a sample read them
  int32 rolled_up = 0;
};

// Of a database that was made as a copy of a sampled one: what it remembers is the template's, so all
// but the progress of the rollup is as before the first sample.
bool is_copied(const SamplerState& state);
SamplerState read_sampler_state(SqlSession& session);
void write_sampler_state(SqlSession& session, const SamplerState& state);

// A moment as both clocks see it.
struct Moment {
  TimestampTz at;
  TimestampTz boot;
  double monotonic;
};
Moment current_moment();

// Time since the last sample. The wall clock may jump; the monotonic one is asked as long as the
// server was not restarted.
Seconds elapsed(const SamplerState& before, const Moment& now);

}  // namespace tend::ext
