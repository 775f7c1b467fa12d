// SPDX-License-Identifier: PostgreSQL
#include "extension/boundary/pg.h"

#include "extension/history/sampler_state.h"

#include "extension/boundary/guard.h"

namespace tend::ext {

namespace {

std::optional<TimestampTz> time_or_nothing(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.int8(column);
}

Value time_value(const std::optional<TimestampTz>& time) {
  if (!time) return Value::null_of(TIMESTAMPTZOID);
  return {TimestampTzGetDatum(*time), false, TIMESTAMPTZOID};
}

}  // namespace

bool is_copied(const SamplerState& state) {
  return OidIsValid(state.database) && state.database != MyDatabaseId;
}

SamplerState read_sampler_state(SqlSession& session) {
  SamplerState state;
  session.execute(
      "select sampled_at, boot, coalesce(monotonic, 0), coalesce(counters, '{}'),"
      "   statements_reset, coalesce(evictions, 0), coalesce(memory_epoch, 0),"
      "   coalesce(capture_position, 0), rolled_up::int8, coalesce(database, 0::oid), captures_lost"
      " from tend.sampler_state");
  session.for_each_row([&](const Row& row) {
    state.sampled_at = time_or_nothing(row, 1);
    state.boot = time_or_nothing(row, 2);
    state.monotonic = row.float8(3);
    state.database_counters = row.float8s(4);
    state.statements_reset = time_or_nothing(row, 5);
    state.evictions = row.float8(6);
    state.memory_epoch = row.int8(7);
    state.capture_position = row.int8(8);
    state.rolled_up = static_cast<int32>(row.int8(9));
    state.database = row.oid(10);
    state.captures_lost = row.float8(11);
  });
  return state;
}

void write_sampler_state(SqlSession& session, const SamplerState& state) {
  const Value parameters[] = {time_value(state.sampled_at),
                              time_value(state.boot),
                              Value::of(state.monotonic),
                              Value::of(state.database_counters),
                              time_value(state.statements_reset),
                              Value::of(state.evictions),
                              Value::of(state.memory_epoch),
                              Value::of(state.capture_position),
                              Value::of(state.rolled_up),
                              Value::oid(state.database),
                              Value::of(state.captures_lost)};
  session.execute(
      "insert into tend.sampler_state as s (sampled_at, boot, monotonic, counters,"
      "   statements_reset, evictions, memory_epoch, capture_position, rolled_up, database,"
      "   captures_lost)"
      " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
      " on conflict (only_row) do update set (sampled_at, boot, monotonic, counters,"
      "   statements_reset, evictions, memory_epoch, capture_position, rolled_up, database,"
      "   captures_lost)"
      "  = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      parameters);
}

Moment current_moment() {
  instr_time monotonic;
  INSTR_TIME_SET_CURRENT(monotonic);
  return {GetCurrentTimestamp(), PgStartTime, INSTR_TIME_GET_DOUBLE(monotonic)};
}

Seconds elapsed(const SamplerState& before, const Moment& now) {
  if (before.boot == now.boot && now.monotonic >= before.monotonic) {
    return Seconds(now.monotonic - before.monotonic);
  }
  const double wall = static_cast<double>(now.at - before.sampled_at.value_or(now.at)) / USECS_PER_SEC;
  return Seconds(std::max(wall, 0.0));
}

}  // namespace tend::ext
