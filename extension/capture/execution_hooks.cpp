// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/capture/execution_hooks.h"

#include "extension/capture/capture_gate.h"
#include "extension/capture/hook_failures.h"
#include "extension/capture/sampled_execution.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

planner_hook_type next_planner = NULL;
ExecutorStart_hook_type next_start = NULL;
ExecutorRun_hook_type next_run = NULL;
ExecutorFinish_hook_type next_finish = NULL;
ExecutorEnd_hook_type next_end = NULL;
ProcessUtility_hook_type next_utility = NULL;

bool muted = false;

// How many of planner, executor and utility commands this process is in; 0 between statements.
int nesting = 0;

// Everything below does nothing else while capture is off.
bool watching() {
  return !muted && setting::capture_rate() > 0;
}

bool is_client_statement(const QueryDesc* query, int flags) {
  return nesting == 0 && query->plannedstmt->queryId != 0 && !IsParallelWorker() &&
         !(flags & EXEC_FLAG_EXPLAIN_ONLY);
}

PlannedStmt* plan_next(Query* parse, const char* sql, int options, ParamListInfo parameters) {
  return next_planner ? next_planner(parse, sql, options, parameters)
                      : standard_planner(parse, sql, options, parameters);
}

// The planner runs functions when it folds and estimates; what these run is nested.
PlannedStmt* on_planner(Query* parse, const char* sql, int options, ParamListInfo parameters) {
  if (!watching()) return plan_next(parse, sql, options, parameters);
  PlannedStmt* result = NULL;
  nesting++;
  PG_TRY();
  { result = plan_next(parse, sql, options, parameters); }
  PG_FINALLY();
  { nesting--; }
  PG_END_TRY();
  return result;
}

void on_start(QueryDesc* query, int flags) {
  if (next_start) {
    next_start(query, flags);
  } else {
    standard_ExecutorStart(query, flags);
  }
  if (!watching() || !is_client_statement(query, flags) || !is_due(setting::capture_rate())) return;
  fail_open([&] { begin_sampled(query); });
}

void run_next(TEND_RUN_PARAMETERS) {
  if (next_run) {
    next_run(TEND_RUN_ARGUMENTS);
  } else {
    standard_ExecutorRun(TEND_RUN_ARGUMENTS);
  }
}

void on_run(TEND_RUN_PARAMETERS) {
  if (!watching()) return run_next(TEND_RUN_ARGUMENTS);
  nesting++;
  PG_TRY();
  { run_next(TEND_RUN_ARGUMENTS); }
  PG_FINALLY();
  { nesting--; }
  PG_END_TRY();
  if (nesting == 0 && any_sampled()) count_sampled_rows(query);
}

void finish_next(QueryDesc* query) {
  if (next_finish) {
    next_finish(query);
  } else {
    standard_ExecutorFinish(query);
  }
}

// A statement that reads has no triggers to run, and nothing else to finish.
bool only_reads(const QueryDesc* query) {
  return query->operation == CMD_SELECT && !query->plannedstmt->hasModifyingCTE;
}

void on_finish(QueryDesc* query) {
  if (only_reads(query) || !watching()) return finish_next(query);
  nesting++;
  PG_TRY();
  { finish_next(query); }
  PG_FINALLY();
  { nesting--; }
  PG_END_TRY();
}

void on_end(QueryDesc* query) {
  if (any_sampled()) fail_open([&] { end_sampled(query); });
  if (next_end) {
    next_end(query);
  } else {
    standard_ExecutorEnd(query);
  }
}

void utility_next(PlannedStmt* statement, const char* sql, bool read_only_tree,
                  ProcessUtilityContext context, ParamListInfo parameters,
                  QueryEnvironment* environment, DestReceiver* receiver, QueryCompletion* done) {
  if (next_utility) {
    next_utility(statement, sql, read_only_tree, context, parameters, environment, receiver, done);
  } else {
    standard_ProcessUtility(statement, sql, read_only_tree, context, parameters, environment,
                            receiver, done);
  }
}

// EXECUTE runs a client's statement in its place; other commands are statements of their own, and
// what they run is theirs.
void on_utility(PlannedStmt* statement, const char* sql, bool read_only_tree,
                ProcessUtilityContext context, ParamListInfo parameters,
                QueryEnvironment* environment, DestReceiver* receiver, QueryCompletion* done) {
  if (!watching() || IsA(statement->utilityStmt, ExecuteStmt)) {
    return utility_next(statement, sql, read_only_tree, context, parameters, environment, receiver,
                        done);
  }
  nesting++;
  PG_TRY();
  {
    utility_next(statement, sql, read_only_tree, context, parameters, environment, receiver, done);
  }
  PG_FINALLY();
  { nesting--; }
  PG_END_TRY();
}

}  // namespace

void init_execution_hooks() {
  if (!process_shared_preload_libraries_in_progress) return;
  EnableQueryId();
  next_planner = planner_hook;
  planner_hook = on_planner;
  next_start = ExecutorStart_hook;
  ExecutorStart_hook = on_start;
  next_run = ExecutorRun_hook;
  ExecutorRun_hook = on_run;
  next_finish = ExecutorFinish_hook;
  ExecutorFinish_hook = on_finish;
  next_end = ExecutorEnd_hook;
  ExecutorEnd_hook = on_end;
  next_utility = ProcessUtility_hook;
  ProcessUtility_hook = on_utility;
}

void mute_capture() {
  muted = true;
}

}  // namespace tend::ext
