// SPDX-License-Identifier: PostgreSQL
// tend.recommend_indexes(): reads the request, asks core for advice, records it, returns the rows.
#include "extension/boundary/pg.h"

#include "extension/functions/recommend_indexes.h"

#include "core/index/advise.h"
#include "core/index/index_recommendation.h"
#include "extension/boundary/guard.h"
#include "extension/boundary/record.h"
#include "extension/capture/statements.h"
#include "extension/catalog/column_rights.h"
#include "extension/catalog/relation_reader.h"
#include "extension/functions/advice_request.h"
#include "extension/functions/advice_verdict.h"
#include "extension/functions/server_ports.h"
#include "extension/history/sampler.h"
#include "extension/history/workload_history.h"
#include "extension/settings/settings.h"
#include "extension/store/advice_store.h"
#include "extension/what_if/backend_what_if.h"
#include "extension/what_if/short_snapshots.h"

namespace tend::ext {

namespace {

void notice(const std::string& message, const std::string& hint) {
  pg_call([&] {
    ereport(NOTICE,
            (errmsg("%s", message.c_str()), hint.empty() ? 0 : errhint("%s", hint.c_str())));
  });
}

// What ran since the last sample belongs to the workload too. Where nothing can be written, or
// sampling fails, the history ends at the last sample.
void sample_once_more() {
  if (XactReadOnly || RecoveryInProgress()) return;
  try {
    (void)take_sample();
  } catch (const ServerError& error) {
    if (error.is_interrupt()) throw;
  }
}

// The texts of the request, or the history: as retained, or before there is any as
// pg_stat_statements holds it. A standby's history is its primary's, so what it ran itself comes
// first.
Asked workload_of(const AdviceRequest& request) {
  if (request.workload) return {*request.workload, std::nullopt};
  if (RecoveryInProgress()) {
    Result<workload::Workload> own = read_statements();
    if (own.ok() && !own->queries.empty()) return {std::move(own).value(), std::nullopt};
  }
  sample_once_more();
  if (std::optional<workload::Workload> retained = read_workload_history()) {
    return {std::move(*retained), std::nullopt};
  }
  Result<workload::Workload> history = read_statements();
  if (history.ok()) return {std::move(history).value(), std::nullopt};
  workload::Workload none;
  none.source = workload::WorkloadSource::kHistory;
  return {none, history.failure()};
}

Value masked(bool visible, const std::string& text) {
  return Value::of(visible ? text : "<insufficient privilege>");
}

std::vector<int64> query_ids(const index::AdvisedIndex& advised) {
  std::vector<int64> ids;
  for (const index::QueryEffect& query : advised.queries) ids.push_back(query.query_id.value);
  return ids;
}

std::vector<Value> row_of(const RecordedRun& recorded, size_t i, const index::AdvisedIndex& advised,
                          const change::Recommendation& recommendation) {
  const index::IndexDefinition& definition = advised.definition;
  const auto id_value = [](const std::optional<int64>& id) {
    return id ? Value::of(*id) : Value::null_of(INT8OID);
  };
  const bool visible = may_read_columns(definition.relation.value, index::columns_of(definition));
  return {id_value(recorded.recommendation_ids[i]),
          id_value(recorded.run_id),
          Value::of(definition.relation_name),
          Value::oid(definition.relation.value),
          Value::of(index::name_of(index::kind_of(definition))),
          Value::of(definition.method),
          masked(visible, index::create_statement(definition, advised.name)),
          Value::of(advised.replaces),
          Value::of(advised.benefit),
          Value::of(advised.cost_before.value()),
          Value::of(advised.cost_after.value()),
          Value::of(static_cast<int64>(advised.size.size.value())),
          Value::of(advised.write_cost.value()),
          Value::of(recommendation.confidence),
          Value::of(change::name_of(recommendation.risk.level)),
          Value::of(recommendation.priority),
          Value::of(advised.break_even_calls_per_day),
          Value::of(advised.build_time.value()),
          Value::of(query_ids(advised)),
          masked(visible, recommendation.reason)};
}

void put_rows(FunctionCallInfo fcinfo, const index::Advice& advice,
              const std::vector<change::Recommendation>& recommendations,
              const RecordedRun& recorded) {
  ReturnSetInfo* result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  std::vector<size_t> order;
  for (size_t i = 0; i < advice.indexes.size(); i++) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return recommendations[a].priority < recommendations[b].priority;
  });
  for (const size_t i : order) {
    put_row(result, row_of(recorded, i, advice.indexes[i], recommendations[i]));
  }
}

index::Advice advise_on(const workload::Workload& workload, const index::AdviseLimits& limits,
                        index::WhatIf& what_if) {
  RelationReader catalog;
  const ServerClock clock;
  const ServerCancel cancel;
  return value_or_throw(
      index::advise(workload, limits, read_dismissals(), {what_if, catalog, clock, cancel}));
}

void recommend_indexes(FunctionCallInfo fcinfo) {
  pg_call([&] { tend_materialize(fcinfo); });
  const AdviceRequest request = read_advice_request(fcinfo);
  RunSettings settings;
  const Asked asked = workload_of(request);
  BackendWhatIf what_if;
  const index::Advice advice = advise_on(asked.workload, request.limits, what_if);
  const std::vector<change::Recommendation> recommendations = index::recommend(advice);
  const RunVerdict verdict = verdict_of(asked, request.limits, advice);
  const RecordedRun recorded = record_run(asked.workload, advice, recommendations, verdict);
  put_rows(fcinfo, advice, recommendations, recorded);
  if (advice.indexes.empty()) {
    notice("no index is recommended: " + verdict.reason, verdict.hint);
  } else if (advice.narrowed) {
    notice("a limit bounds the advice: " + limits_that_cut(request.limits, advice), "");
  }
}

}  // namespace

struct HistoryAdvice::Run {
  Asked asked;
  index::AdviseLimits limits;
  index::Advice advice;
};

HistoryAdvice::HistoryAdvice() : run_(std::make_unique<Run>()) {}
HistoryAdvice::~HistoryAdvice() = default;

void HistoryAdvice::read() {
  run_->asked = workload_of(AdviceRequest{});
}

void HistoryAdvice::plan() {
  RunSettings settings;
  run_->limits.storage_budget = setting::storage_budget();
  // Indexes that can stand in for each other would each fall below the least benefit, and all of
  // them be left out.
  run_->limits.min_benefit = setting::min_benefit();
  BackendWhatIf backend;
  ShortSnapshots what_if(backend);
  run_->advice = advise_on(run_->asked.workload, run_->limits, what_if);
}

void HistoryAdvice::record(const change::Gate& gate) {
  const index::Advice& advice = run_->advice;
  const std::vector<change::Recommendation> recommendations = index::recommend(advice);
  (void)record_run(run_->asked.workload, advice, recommendations,
                   verdict_of(run_->asked, run_->limits, advice),
                   change::admitted(recommendations, gate));
}

}  // namespace tend::ext

extern "C" {
PG_FUNCTION_INFO_V1(pg_tend_recommend_indexes);
PG_FUNCTION_INFO_V1(pg_tend_dismiss);

Datum pg_tend_recommend_indexes(PG_FUNCTION_ARGS) {
  return tend::ext::guarded_entry([&] {
    tend::ext::recommend_indexes(fcinfo);
    return static_cast<Datum>(0);
  });
}

Datum pg_tend_dismiss(PG_FUNCTION_ARGS) {
  using namespace tend::ext;
  return guarded_entry([&] {
    const std::optional<Datum> id = argument(fcinfo, 0);
    const std::optional<Datum> reason = argument(fcinfo, 1);
    if (!id) throw ServerError(ERRCODE_NULL_VALUE_NOT_ALLOWED, "id must not be NULL");
    dismiss_recommendation(DatumGetInt64(*id),
                           reason ? std::optional(string_from(*reason)) : std::nullopt);
    return text_datum("dismissed");
  });
}
}
