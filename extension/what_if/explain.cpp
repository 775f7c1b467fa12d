// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/what_if/explain.h"

#include "extension/what_if/plan_tree.h"

namespace tend::ext {

namespace {

const char* explain_json(const Planned& planned, const char* sql) {
  // Explaining starts the executor, which would want values for $n to prune partitions.
  if (planned.parameters > 0) forget_initial_pruning(planned.statement);
  ExplainState* state = NewExplainState();
  state->format = EXPLAIN_FORMAT_JSON;
  ExplainBeginOutput(state);
  tend_explain_plan(planned.statement, state, sql);
  ExplainEndOutput(state);
  return state->str->data;
}

}  // namespace

Explained explain_with(BackendWhatIf& what_if, const workload::WorkloadQuery& query,
                       std::span<const index::CandidateId> configuration,
                       const std::vector<Oid>& hidden) {
  PlanningView view;
  view.offered = what_if.leaves_of(configuration);
  for (const Oid index : hidden) {
    view.hidden = pg_call([&] { return lappend_oid(view.hidden, index); });
  }
  const std::string text = what_if.effective_text(query);
  return plan_statement({}, text, &view, [&](const Planned& planned) {
    const List* scanned = pg_call([&] { return scanned_indexes(planned.statement); });
    const char* json = pg_call([&] { return explain_json(planned, text.c_str()); });
    return Explained{Cost(planned.statement->planTree->total_cost), what_if.used_among(scanned),
                     json};
  });
}

}  // namespace tend::ext
