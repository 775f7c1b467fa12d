// SPDX-License-Identifier: PostgreSQL
// One sample while it is being taken: what its parts share, and the parts by name.
#pragma once

#include "extension/boundary/pg.h"

#include "extension/history/sampler_state.h"
#include "extension/history/statement_source.h"

namespace tend::ext {

// An interval that rows hang on; it gets its id when the first row asks for it.
struct OpenInterval {
  std::optional<int32> id;
  TimestampTz started_at = 0;
  double statement_ms = 0;  // execution time of top-level statements
  double active_ms = 0;     // time sessions were active while statements were counted
  // Records of captured executions that the server wrote, and those overwritten before they were
  // read.
  double captures = 0, captures_lost = 0;
};

struct SampleRun {
  explicit SampleRun(SqlSession& used) : session(used) {}

  SqlSession& session;
  Moment now{};
  SamplerState before;
  SamplerState after;
  int32 slot = 0;
  // What happened since the last sample, and what a source that is read for the first time has
  // counted since its last reset.
  OpenInterval regular, totals;
  bool partial = false;    // a source is there and could not be read
  bool uncertain = false;  // statements were evicted meanwhile
  // The regular interval's statements are known: they were read now, and the last time too.
  bool statements_counted = false;
  // Statements that have a row in the dictionary, as far as this sample met them.
  std::unordered_map<StatementKey, int32, StatementKeyHash> statement_ids;

  // The id of the interval for a source: `first_reading` if it was never sampled before.
  int32 interval(bool first_reading);
};

void sample_statements(SampleRun& run);
void sample_relations(SampleRun& run);
void sample_database(SampleRun& run);
void sample_waits_and_errors(SampleRun& run);
void store_captured(SampleRun& run);

}  // namespace tend::ext
