// SPDX-License-Identifier: PostgreSQL
#include "tests/bench/whatif/arms.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/bench/whatif/tables.h"

namespace tend::bench {

namespace {

// The indexes of the bench's schema, and which of them are none of the partitions'.
const std::string kIndexes =
    "select c.oid, c.relname, c.relispartition, c.relkind from pg_class c "
    "where c.relkind in ('i', 'I') and c.relnamespace = '" +
    kSchema + "'::regnamespace";

// Of ANALYZE, where a case depends on one. A narrow range moves by some 6 % with each, and one
// bound of a histogram more or less can make a plan many times dearer.
constexpr std::size_t kDraws = 5;

std::vector<Cost> real_costs(const std::vector<Outcome>& draws) {
  std::vector<Cost> costs;
  for (const Outcome& each : draws) costs.push_back(each.real.cost);
  std::sort(costs.begin(), costs.end());
  return costs;
}

Cost median_of(const std::vector<Cost>& sorted) {
  return sorted[sorted.size() / 2];
}

}  // namespace

double Outcome::error_beyond_chance() const {
  double least = error_of(ours);
  for (const Cost& draw : real_draws) {
    const double error = (ours.cost - draw) / draw;
    if (std::abs(error) < std::abs(least)) least = error;
  }
  return least;
}

Arms::Arms(Session& session) : session_(session) {
  const Rows rows = session_.run(kIndexes);
  known_oids_ = "{";
  for (int row = 0; row < rows.count(); ++row) {
    known_.insert(rows.text(row, 1));
    known_oids_ += (row ? "," : "") + rows.text(row, 0);
  }
  known_oids_ += "}";
}

Plan Arms::explain(const std::string& query) {
  return read_plan(session_.value("explain (format json) " + query), known_);
}

Plan Arms::what_if(const Case& one, Cost& before) {
  const Rows rows = session_.run("select cost_before, plan from tend.what_if($1, $2)",
                                 {one.query, array_text(one.indexes)});
  before = Cost(rows.number(0, 0));
  return read_plan(rows.text(0, 1), known_);
}

// HypoPG knows tables, not partitioned ones: it gets the index on every leaf.
void Arms::hypothesize(const std::string& ddl) {
  session_.run(
      "select public.hypopg_create_index(replace($1, ' on events ', ' on ' || leaf || ' ')) from "
      "(select relid::regclass::text as leaf from pg_partition_tree('events') where isleaf and "
      "$1 ~ ' on events ' union all select 'unused' where $1 !~ ' on events ') leaves",
      {ddl});
}

std::optional<Plan> Arms::hypopg(const Case& one) {
  if (!one.hypopg) return std::nullopt;
  try {
    for (const std::string& ddl : one.indexes) hypothesize(ddl);
    const Plan plan = explain(one.query);
    session_.run("select public.hypopg_reset()");
    return plan;
  } catch (const SqlError&) {
    return std::nullopt;  // the transaction is rolled back next, and the reset repeated there
  }
}

// An index on an expression gets statistics from the next ANALYZE, as the server's own would run.
// Returns whether there was one.
bool Arms::analyze_new(const std::string& fresh) {
  const Rows unanalyzed =
      session_.run("select distinct x.indrelid::regclass from pg_index x join (" + fresh +
                       ") i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid "
                       "where x.indexprs is not null and t.relkind <> 'p'",
                   {known_oids_});
  for (int row = 0; row < unanalyzed.count(); ++row)
    session_.run("analyze " + unanalyzed.text(row, 0));
  return unanalyzed.count() > 0;
}

Arms::Draw Arms::draw(const Case& one) {
  const std::string fresh =
      "select oid, relname, relispartition from (" + kIndexes + ") i where oid <> all ($1)";
  Outcome outcome;
  outcome.name = one.name;
  session_.run("begin");
  for (const std::string& ddl : one.indexes) session_.run(ddl);
  const bool by_chance = analyze_new(fresh);
  outcome.real = explain(one.query);
  const Rows built = session_.run(
      "select oid::regclass from (" + fresh + ") i where not relispartition", {known_oids_});
  for (int row = 0; row < built.count(); ++row) session_.run("drop index " + built.text(row, 0));
  outcome.ours = what_if(one, outcome.before);
  outcome.hypopg = hypopg(one);
  session_.run("rollback");
  session_.run("select public.hypopg_reset()");
  return {outcome, by_chance};
}

// ANALYZE draws another sample each time, and the real index of an expression costs otherwise with
// each: the draw with the median cost stands for it.
Outcome Arms::judge(const Case& one) {
  const Draw first = draw(one);
  if (!first.by_chance) return first.outcome;
  std::vector<Outcome> draws{first.outcome};
  while (draws.size() < kDraws) draws.push_back(draw(one).outcome);
  std::vector<Cost> real = real_costs(draws);
  const auto middle = std::find_if(
      draws.begin(), draws.end(), [&](const Outcome& o) { return o.real.cost == median_of(real); });
  Outcome median = *middle;
  median.real_draws = std::move(real);
  return median;
}

Bytes Arms::built_size(const std::string& ddl) {
  session_.run("begin");
  session_.run(ddl);
  const Rows size = session_.run("select sum(pg_relation_size(oid)) from (" + kIndexes +
                                     ") i where oid <> all ($1) and relkind = 'i'",
                                 {known_oids_});
  const Bytes bytes(std::stoll(size.text(0, 0)));
  session_.run("rollback");
  return bytes;
}

}  // namespace tend::bench
