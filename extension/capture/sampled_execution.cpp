// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/sampled_execution.h"

#include "extension/capture/capture_ring.h"
#include "extension/settings/settings.h"

namespace tend::ext {

int sampled_detail::count = 0;

namespace {

// Statements that a session has open at once: one, or one for each portal of the extended protocol
// that it reads in parts. More are counted as dropped.
constexpr int kMostSampled = 16;
constexpr double kMillisecondsPerSecond = 1000;

struct SampledExecution {
  QueryDesc* query;  // NULL: free
  Oid role;
  double rows;
  Instrumentation timing;
  MemoryContextCallback forget;
};

SampledExecution sampled[kMostSampled];

SampledExecution* find(const QueryDesc* query) {
  for (SampledExecution& execution : sampled) {
    if (execution.query == query) return &execution;
  }
  return NULL;
}

void forget(void* execution) {
  static_cast<SampledExecution*>(execution)->query = NULL;
  sampled_detail::count--;
}

// As pg_stat_statements cuts a statement out of what the client sent.
std::string_view text_of(const QueryDesc* query) {
  const PlannedStmt* plan = query->plannedstmt;
  std::string_view text(query->sourceText ? query->sourceText : "");
  if (plan->stmt_location > 0) {
    text.remove_prefix(std::min<size_t>(plan->stmt_location, text.size()));
  }
  if (plan->stmt_location >= 0 && plan->stmt_len > 0) text = text.substr(0, plan->stmt_len);
  constexpr std::string_view kBlanks = " \t\n\r\f\v";
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void write_text(const QueryDesc* query) {
  const std::string_view text = text_of(query);
  if (text.empty()) return;
  write_captured({.query_id = query->plannedstmt->queryId,
                  .role = GetUserId(),
                  .finished = false,
                  .duration_ms = 0,
                  .planned_rows = 0,
                  .actual_rows = 0,
                  .search_path = namespace_search_path,
                  .text = text,
                  .parameters = query->params});
}

// Whoever comes later finds the clock already there and relies on its counting everything it would
// have asked for itself: hence all, though time would do for us.
void start_clock(QueryDesc* query, SampledExecution* execution) {
  if (query->totaltime) return;
  InstrInit(&execution->timing, INSTRUMENT_ALL);
  query->totaltime = &execution->timing;
}

double milliseconds_of(Instrumentation* timing) {
  // Still running: somebody ends the executor from inside. Whoever asks then gets an error.
  if (!INSTR_TIME_IS_ZERO(timing->starttime)) return 0;
  InstrEndLoop(timing);
  return timing->total * kMillisecondsPerSecond;
}

// A change without RETURNING returns no row; its input is what it changes.
double planned_rows_of(const PlannedStmt* plan) {
  const Plan* top = plan->planTree;
  if (IsA(top, ModifyTable) && top->plan_rows == 0 && outerPlan(top)) top = outerPlan(top);
  return top->plan_rows;
}

}  // namespace

void begin_sampled(QueryDesc* query) {
  if (setting::capture_literals()) write_text(query);
  SampledExecution* execution = find(NULL);
  if (!execution) return count_dropped_capture();
  execution->query = query;
  execution->role = GetUserId();
  execution->rows = 0;
  execution->forget = {forget, execution, NULL};
  sampled_detail::count++;
  MemoryContextRegisterResetCallback(query->estate->es_query_cxt, &execution->forget);
  start_clock(query, execution);
}

void count_sampled_rows(const QueryDesc* query) {
  SampledExecution* execution = find(query);
  if (execution) execution->rows += static_cast<double>(query->estate->es_processed);
}

void end_sampled(QueryDesc* query) {
  const SampledExecution* execution = find(query);
  if (!execution || !query->totaltime) return;
  write_captured({.query_id = query->plannedstmt->queryId,
                  .role = execution->role,
                  .finished = true,
                  .duration_ms = milliseconds_of(query->totaltime),
                  .planned_rows = planned_rows_of(query->plannedstmt),
                  .actual_rows = execution->rows,
                  .search_path = namespace_search_path,
                  .text = {},
                  .parameters = NULL});
}

}  // namespace tend::ext
