// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/store/recommendation_row.h"

#include "core/index/index_recommendation.h"
#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

// Only a run over everybody's history may overwrite or reopen what such a run wrote; texts somebody
// typed, or one role's statements, are another workload, and their shares say nothing about it. Of
// adhoc rows each role refreshes its own.
// States in which the advice is spent (rolled back, superseded, ...) open again; a decision or a
// change under way is not touched.
constexpr const char* kUpsert =
    "insert into tend.recommendation as r (kind, target, identity, relid, run_id, source, state,"
    "  index_kind, columns, roles, ddl, undo_ddl, replaces, benefit, ms_per_hour, cost_before,"
    "  cost_after, size_bytes, write_cost, break_even_calls_per_day, build_seconds, confidence,"
    "  risk, risk_reasons, effort, effort_reasons, priority, score, prerequisites, steps,"
    "  tradeoffs, queryids, evidence, reason, schema_name, relation_name, rivals)"
    " values ($1, $2, $3, $4, $5, $6, 'proposed', $7,"
    "  array(select attname::text from pg_attribute where attrelid = $4 and attnum::int8 = any "
    "($8)),"
    "  array(select pg_get_userbyid(o::oid) from unnest($9) o), $10, $11, $12, $13, $14, $15, $16,"
    "  $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28,"
    "  (select coalesce(jsonb_agg(jsonb_build_object('position', n, 'title', title, 'sql', sql,"
    "            'undo', undo, 'lock', lock, 'seconds', seconds, 'bytes', bytes, 'watch', watch)"
    "            order by n), '[]')"
    "   from unnest($29, $30, $31, $32, $40, $41, $42)"
    "     with ordinality as s(title, sql, undo, lock, seconds, bytes, watch, n)),"
    "  $33, $34,"
    "  (select coalesce(jsonb_agg(jsonb_build_object('queryid', q, 'calls', c, 'cost_before', b,"
    "            'cost_after', a, 'without', w, 'change', change) order by n), '[]')"
    "   from unnest($34, $35, $36, $37, $43, $44)"
    "     with ordinality as e(q, c, b, a, w, change, n)), $38,"
    "  (select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
    "   where c.oid = $4),"
    "  (select relname from pg_class where oid = $4),"
    "  (select coalesce(jsonb_agg(jsonb_build_object('definition', d, 'rule', rule, 'size_bytes', "
    "b,"
    "            'cost', nullif(cost, -1), 'reason', why, 'columns',"
    "            array(select attname from pg_attribute where attrelid = $4"
    "                  and attnum::text = any (string_to_array(numbers, ' ')))) order by n), '[]')"
    "   from unnest($45, $46, $47, $48, $49, $50)"
    "     with ordinality as v(d, rule, b, cost, why, numbers, n)))"
    " on conflict (kind, target, identity) do update set updated_at = clock_timestamp(),"
    "   state = case when r.state in ('superseded', 'rolled_back', 'failed', 'kept')"
    "                  or r.state = 'dismissed'"
    "                     and (r.dismissed_at <= now() - interval '30 days'"
    "                          or excluded.benefit >= 2 * r.dismissed_benefit)"
    "                then 'proposed' else r.state end,"
    "  ("
    "   relid, run_id, source, index_kind, columns, roles, ddl, undo_ddl, replaces, "
    "   benefit, ms_per_hour, cost_before, cost_after, size_bytes, write_cost, "
    "   break_even_calls_per_day, build_seconds, confidence, risk, risk_reasons, "
    "   effort, effort_reasons, priority, score, prerequisites, steps, tradeoffs, "
    "   queryids, evidence, reason, rivals"
    "  ) = ("
    "   excluded.relid, excluded.run_id, excluded.source, excluded.index_kind, "
    "   excluded.columns, excluded.roles, excluded.ddl, excluded.undo_ddl, "
    "   excluded.replaces, excluded.benefit, excluded.ms_per_hour, "
    "   excluded.cost_before, excluded.cost_after, excluded.size_bytes, "
    "   excluded.write_cost, excluded.break_even_calls_per_day, excluded.build_seconds, "
    "   excluded.confidence, excluded.risk, excluded.risk_reasons, excluded.effort, "
    "   excluded.effort_reasons, excluded.priority, excluded.score, "
    "   excluded.prerequisites, excluded.steps, excluded.tradeoffs, excluded.queryids, "
    "   excluded.evidence, excluded.reason, excluded.rivals"
    "  )"
    " where $39 or (r.source = 'adhoc' and r.roles = excluded.roles)"
    " returning recommendation_id";

std::vector<int64> column_numbers(const index::IndexDefinition& definition) {
  const std::vector<int> columns = index::columns_of(definition);
  return {columns.begin(), columns.end()};
}

// The roles whose statements speak for the index; the caller for texts given by hand.
std::vector<int64> roles_of(const index::AdvisedIndex& advised, Oid caller) {
  std::set<int64> roles;
  for (const index::QueryEffect& query : advised.queries) {
    roles.insert(query.role ? query.role.value : caller);
  }
  if (roles.empty()) roles.insert(caller);
  return {roles.begin(), roles.end()};
}

// One parameter that is an array: pick() of each item.
template <class Items, class Pick>
Value each_of(const Items& items, Pick pick) {
  std::vector<std::invoke_result_t<Pick, decltype(items.front())>> values;
  for (const auto& item : items) values.push_back(pick(item));
  return Value::of(values);
}

// A cost that is not known; the statement makes it NULL.
constexpr double kUnknownCost = -1;

std::string column_list(const index::IndexDefinition& definition) {
  std::string numbers;
  for (const int column : index::columns_of(definition)) {
    numbers += (numbers.empty() ? "" : " ") + std::to_string(column);
  }
  return numbers;
}

void add_rivals(std::vector<Value>& row, const std::vector<index::Rival>& rivals) {
  using index::Rival;
  row.push_back(
      each_of(rivals, [](const Rival& r) { return index::canonical_text(r.definition); }));
  row.push_back(each_of(rivals, [](const Rival& r) { return std::string(name_of(r.rule)); }));
  row.push_back(each_of(rivals, [](const Rival& r) { return static_cast<int64>(r.size.value()); }));
  row.push_back(
      each_of(rivals, [](const Rival& r) { return r.cost ? r.cost->value() : kUnknownCost; }));
  row.push_back(each_of(rivals, [](const Rival& r) { return r.reason; }));
  row.push_back(each_of(rivals, [](const Rival& r) { return column_list(r.definition); }));
}

// What explain_recommendation() tells beside the row itself.
void add_explanation(std::vector<Value>& row, const index::AdvisedIndex& advised,
                     const change::Recommendation& r) {
  using change::Step;
  using index::QueryEffect;
  row.push_back(each_of(r.steps, [](const Step& s) { return s.time.value(); }));
  row.push_back(
      each_of(r.steps, [](const Step& s) { return static_cast<int64>(s.bytes.value()); }));
  row.push_back(each_of(r.steps, [](const Step& s) { return s.watch; }));
  row.push_back(each_of(advised.queries, [](const QueryEffect& q) { return q.without.value(); }));
  row.push_back(each_of(advised.queries, [](const QueryEffect& q) { return q.change; }));
  add_rivals(row, advised.rivals);
}

std::vector<Value> row_of(const RecordingRun& run, const index::AdvisedIndex& advised,
                          const change::Recommendation& r) {
  std::vector<Value> row = {
      Value::of(r.kind),
      Value::of(r.target),
      Value::of(index::canonical_text(advised.definition)),
      Value::oid(advised.definition.relation.value),
      Value::of(run.id),
      Value::of(name_of(run.source)),
      Value::of(index::name_of(index::kind_of(advised.definition))),
      Value::of(column_numbers(advised.definition)),
      Value::of(roles_of(advised, run.caller)),
      Value::of(index::create_statement(advised.definition, advised.name)),
      Value::of(r.undo),
      Value::of(advised.replaces),
      Value::of(r.impact.share),
      r.impact.saved_per_hour ? Value::of(r.impact.saved_per_hour->value())
                              : Value::null_of(FLOAT8OID),
      Value::of(advised.cost_before.value()),
      Value::of(advised.cost_after.value()),
      Value::of(static_cast<int64>(advised.size.size.value())),
      Value::of(advised.write_cost.value()),
      Value::of(advised.break_even_calls_per_day),
      Value::of(advised.build_time.value()),
      Value::of(r.confidence),
      Value::of(change::name_of(r.risk.level)),
      Value::of(r.risk.reasons),
      Value::of(change::name_of(r.effort.level)),
      Value::of(r.effort.reasons),
      Value::of(r.priority),
      Value::of(r.score),
      Value::of(r.prerequisites),
      each_of(r.steps, [](const change::Step& s) { return s.title; }),
      each_of(r.steps, [](const change::Step& s) { return s.sql; }),
      each_of(r.steps, [](const change::Step& s) { return s.undo; }),
      each_of(r.steps, [](const change::Step& s) { return s.lock; }),
      Value::of(r.tradeoffs),
      each_of(advised.queries, [](const index::QueryEffect& q) { return q.query_id.value; }),
      each_of(advised.queries, [](const index::QueryEffect& q) { return q.calls; }),
      each_of(advised.queries, [](const index::QueryEffect& q) { return q.before.value(); }),
      each_of(advised.queries, [](const index::QueryEffect& q) { return q.after.value(); }),
      Value::of(r.reason),
      Value::of(run.sees_everything)};
  add_explanation(row, advised, r);
  return row;
}

bool is_open(SqlSession& session, std::span<const Value> identity) {
  return session.execute(
             "select from tend.recommendation where kind = $1 and target = $2 and identity = $3"
             "   and state not in ('superseded', 'dismissed', 'failed', 'rolled_back')",
             identity) > 0;
}

}  // namespace

std::vector<std::optional<int64>> upsert_recommendations(
    SqlSession& session, const RecordingRun& run, const index::Advice& advice,
    const std::vector<change::Recommendation>& recommendations) {
  std::map<std::pair<std::string, std::string>, size_t> by_identity;
  for (size_t i = 0; i < advice.indexes.size(); i++) {
    const index::IndexDefinition& definition = advice.indexes[i].definition;
    by_identity[{definition.relation_name, index::canonical_text(definition)}] = i;
  }
  std::vector<std::optional<int64>> ids(advice.indexes.size());
  for (const auto& [identity, i] : by_identity) {
    const std::vector<Value> row = row_of(run, advice.indexes[i], recommendations[i]);
    const bool may_open = run.may_open.empty() || run.may_open[i];
    if (!may_open && !is_open(session, std::span(row).first(3))) continue;
    if (session.execute(kUpsert, row) == 0) {
      session.execute(
          "select recommendation_id from tend.recommendation"
          " where kind = $1 and target = $2 and identity = $3",
          std::span(row).first(3));
    }
    session.for_each_row([&](const Row& found) { ids[i] = found.int8(1); });
  }
  return ids;
}

}  // namespace tend::ext
