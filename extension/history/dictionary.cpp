// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/dictionary.h"

#include "extension/boundary/row_batch.h"

namespace tend::ext {

namespace {

void insert_statements(SampleRun& run, const std::map<StatementKey, std::string>& texts,
                       const std::set<StatementKey>& unknown) {
  std::vector<int64> ids, roles;
  std::vector<std::string> queries;
  for (const auto& [key, text] : texts) {
    if (!unknown.contains(key)) continue;
    ids.push_back(key.query_id);
    roles.push_back(key.role);
    queries.push_back(text);
  }
  if (ids.empty()) return;
  const Value parameters[] = {Value::of(ids), Value::of(roles), Value::of(queries),
                              {TimestampTzGetDatum(run.now.at), false, TIMESTAMPTZOID}};
  run.session.execute(
      "insert into tend.statement (queryid, userid, role, query, first_seen)"
      " select q, u::oid, pg_get_userbyid(u::oid), t, $4 from unnest($1, $2, $3) as n (q, u, t)"
      " on conflict (queryid, userid) do nothing returning queryid, userid, statement_id::int8",
      parameters);
  run.session.for_each_row([&](const Row& row) {
    run.statement_ids[{row.int8(1), row.oid(2)}] = static_cast<int32>(row.int8(3));
  });
}

}  // namespace

void look_up_statements(SampleRun& run, const std::set<StatementKey>& keys) {
  std::vector<int64> ids, roles;
  for (const StatementKey& key : keys) {
    ids.push_back(key.query_id);
    roles.push_back(key.role);
  }
  if (ids.empty()) return;
  const Value parameters[] = {Value::of(ids), Value::of(roles)};
  run.session.execute(
      "select d.queryid, d.userid, d.statement_id::int8 from unnest($1, $2) as n (q, u)"
      " join tend.statement d on d.queryid = n.q and d.userid = n.u::oid",
      parameters);
  run.session.for_each_row([&](const Row& row) {
    run.statement_ids[{row.int8(1), row.oid(2)}] = static_cast<int32>(row.int8(3));
  });
}

void learn_statements(SampleRun& run, const std::vector<StatementEntry>& entries) {
  const auto unknown_keys = [&] {
    std::set<StatementKey> unknown;
    for (const StatementEntry& entry : entries) {
      if (!run.statement_ids.contains(entry.key)) unknown.insert(entry.key);
    }
    return unknown;
  };
  look_up_statements(run, unknown_keys());
  const std::set<StatementKey> unknown = unknown_keys();
  std::set<int64> query_ids;
  for (const StatementKey& key : unknown) query_ids.insert(key.query_id);
  insert_statements(run, read_statement_texts(query_ids), unknown);
}

}  // namespace tend::ext
