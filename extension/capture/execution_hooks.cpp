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

// Whether this process is in a planner, an executor run or a command that runs statements of its
// own. The outermost of them says so and takes it back, after an error as well; what runs inside
// passes.
bool inside = false;

// What begins here is the outermost, and capture is on.
bool is_outermost() {
  return !inside && setting::capture_rate() > 0;
}

// Deferred triggers run outside of any statement, at the end of a transaction.
bool is_in_trigger() {
  return DatumGetInt32(pg_trigger_depth(NULL)) > 0;
}

// Asked only of what is due, so that the rest of the statements pay nothing for it.
bool is_client_statement(const QueryDesc* query, int flags) {
  return query->plannedstmt->queryId != 0 && !(flags & EXEC_FLAG_EXPLAIN_ONLY) &&
         !IsParallelWorker() && MyBackendType != B_AUTOVAC_WORKER && !is_in_trigger();
}

PlannedStmt* plan_next(Query* parse, const char* sql, int options, ParamListInfo parameters) {
  return next_planner ? next_planner(parse, sql, options, parameters)
                      : standard_planner(parse, sql, options, parameters);
}

// The planner runs functions when it folds and estimates; what these run is nested.
PlannedStmt* on_planner(Query* parse, const char* sql, int options, ParamListInfo parameters) {
  if (!is_outermost()) return plan_next(parse, sql, options, parameters);
  PlannedStmt* result = NULL;
  inside = true;
  PG_TRY();
  { result = plan_next(parse, sql, options, parameters); }
  PG_FINALLY();
  { inside = false; }
  PG_END_TRY();
  return result;
}

void on_start(QueryDesc* query, int flags) {
  if (next_start) {
    next_start(query, flags);
  } else {
    standard_ExecutorStart(query, flags);
  }
  const double rate = inside ? 0 : setting::capture_rate();
  if (rate <= 0 || !is_due(rate)) return;
  if (is_client_statement(query, flags)) fail_open([&] { begin_sampled(query); });
}

void run_next(TEND_RUN_PARAMETERS) {
  if (next_run) {
    next_run(TEND_RUN_ARGUMENTS);
  } else {
    standard_ExecutorRun(TEND_RUN_ARGUMENTS);
  }
}

void on_run(TEND_RUN_PARAMETERS) {
  if (!is_outermost()) return run_next(TEND_RUN_ARGUMENTS);
  inside = true;
  PG_TRY();
  { run_next(TEND_RUN_ARGUMENTS); }
  PG_FINALLY();
  { inside = false; }
  PG_END_TRY();
  if (any_sampled()) count_sampled_rows(query);
}

void finish_next(QueryDesc* query) {
  if (next_finish) {
    next_finish(query);
  } else {
    standard_ExecutorFinish(query);
  }
}

// Left over for the end are triggers, which the server knows to be such, and changes in WITH that
// nobody read to their last row.
void on_finish(QueryDesc* query) {
  if (!query->plannedstmt->hasModifyingCTE || !is_outermost()) return finish_next(query);
  inside = true;
  PG_TRY();
  { finish_next(query); }
  PG_FINALLY();
  { inside = false; }
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

// EXECUTE runs a client's statement in its place. BEGIN, COMMIT and the like set the state of the
// transaction and run nothing: what a COMMIT brings about begins when the command is over. Other
// commands are statements of their own, and what they run is theirs.
bool runs_statements(const Node* command) {
  return !IsA(command, TransactionStmt) && !IsA(command, ExecuteStmt);
}

void on_utility(PlannedStmt* statement, const char* sql, bool read_only_tree,
                ProcessUtilityContext context, ParamListInfo parameters,
                QueryEnvironment* environment, DestReceiver* receiver, QueryCompletion* done) {
  if (!runs_statements(statement->utilityStmt) || !is_outermost()) {
    return utility_next(statement, sql, read_only_tree, context, parameters, environment, receiver,
                        done);
  }
  inside = true;
  PG_TRY();
  {
    utility_next(statement, sql, read_only_tree, context, parameters, environment, receiver, done);
  }
  PG_FINALLY();
  { inside = false; }
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

// As if in a statement that never ends.
void mute_capture() {
  inside = true;
}

}  // namespace tend::ext
