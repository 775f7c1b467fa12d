// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/ring_rotation.h"

#include "extension/boundary/guard.h"
#include "extension/boundary/subtransaction.h"
#include "extension/settings/settings.h"

namespace tend::ext {

namespace {

using workload::HistoryLevel;

constexpr std::array<const char*, 4> kFamilies = {"statement_interval", "latency_interval",
                                                  "table_interval", "index_interval"};

Seconds retention_of(HistoryLevel level) {
  switch (level) {
    case HistoryLevel::kSample:
      return setting::retention_raw();
    case HistoryLevel::kFiveMinutes:
      return setting::retention();
    case HistoryLevel::kHour:
      break;
  }
  return setting::retention_rollup();
}

// As TRUNCATE, but not as a TRUNCATE that logical replication would carry to subscribers, whose own
// history lies in tables of the same names.
void empty_table(const std::string& name) {
  pg_call([&] {
    const Oid relation = get_relname_relid(name.c_str(), get_namespace_oid("tend", false));
    Relation table = table_open(relation, AccessExclusiveLock);
    CheckTableNotInUse(table, "TRUNCATE");
    tend_empty_table(table);
    table_close(table, NoLock);
  });
}

void forget_unused(SqlSession& session) {
  session.execute(
      "with unused as ("
      "   delete from tend.statement d"
      "    where not exists (select from tend.statement_interval i"
      "                       where i.statement_id = d.statement_id)"
      "      and d.statement_id not in (select unnest(statement_ids) from tend.statement_seen)"
      "   returning statement_id)"
      " delete from tend.captured_statement c using unused u"
      "  where c.statement_id = u.statement_id");
  session.execute(
      "delete from tend.relation d where gone_at is not null"
      "   and not exists (select from tend.table_interval i where i.relation_id = d.relation_id)"
      "   and not exists (select from tend.index_interval i where i.relation_id = d.relation_id)");
}

void empty_slot(SqlSession& session, int32 slot) {
  for (const char* family : kFamilies) {
    empty_table(child_table(family, slot));
  }
  const Value parameters[] = {Value::of(slot)};
  for (const char* table : {"database_interval", "wait_interval", "error_interval"}) {
    session.execute((std::string("delete from tend.") + table +
                     " x using tend.history_interval h"
                     " where h.slot = $1 and x.interval_id = h.interval_id")
                        .c_str(),
                    parameters);
  }
  session.execute("delete from tend.history_interval where slot = $1", parameters);
}

void move_on(SqlSession& session, HistoryLevel level, int32 slot, TimestampTz now) {
  const int32 next = workload::next_slot(slot);
  empty_slot(session, next);
  const Value parameters[] = {Value::of(static_cast<int>(level)), Value::of(next),
                              {TimestampTzGetDatum(now), false, TIMESTAMPTZOID}};
  session.execute("update tend.ring set slot = $2, since = $3 where level = $1", parameters);
  if (level != HistoryLevel::kSample) forget_unused(session);
}

// Rollups hold whole samples, so the samples' level alone can lose something.
bool is_rolled_up(SqlSession& session, HistoryLevel level, int32 slot, int32 rolled_up) {
  if (level != HistoryLevel::kSample) return true;
  bool all = true;
  const Value parameters[] = {Value::of(slot), Value::of(rolled_up)};
  session.execute(
      "select not exists (select from tend.history_interval where slot = $1 and interval_id > $2)",
      parameters);
  session.for_each_row([&](const Row& row) { all = row.boolean(1); });
  return all;
}

bool can_wait(const ServerError& error) {
  return error.sqlerrcode() == ERRCODE_LOCK_NOT_AVAILABLE ||
         error.sqlerrcode() == ERRCODE_OBJECT_IN_USE;
}

}  // namespace

std::string child_table(const char* family, int32 slot) {
  return std::string(family) + "_" + std::to_string(slot);
}

int32 current_slot(SqlSession& session, HistoryLevel level) {
  int32 slot = workload::first_slot(level);
  const Value parameters[] = {Value::of(static_cast<int>(level))};
  session.execute("select slot::int8 from tend.ring where level = $1", parameters);
  session.for_each_row([&](const Row& row) { slot = static_cast<int32>(row.int8(1)); });
  return slot;
}

void rotate_rings(SqlSession& session, TimestampTz now, int32 rolled_up) {
  struct Current {
    HistoryLevel level;
    int32 slot;
    TimestampTz since;
  };
  std::vector<Current> rings;
  session.execute("select level::int8, slot::int8, since from tend.ring order by level");
  session.for_each_row([&](const Row& row) {
    rings.push_back({static_cast<HistoryLevel>(row.int8(1)), static_cast<int32>(row.int8(2)),
                     row.int8(3)});
  });
  for (const Current& ring : rings) {
    const Seconds written(static_cast<double>(now - ring.since) / USECS_PER_SEC);
    if (!workload::is_rotation_due(written, retention_of(ring.level)) ||
        !is_rolled_up(session, ring.level, workload::next_slot(ring.slot), rolled_up)) {
      continue;
    }
    try {
      all_or_nothing([&] { move_on(session, ring.level, ring.slot, now); });
    } catch (const ServerError& error) {
      if (!can_wait(error)) throw;
    }
  }
}

}  // namespace tend::ext
