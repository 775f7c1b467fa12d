// SPDX-License-Identifier: PostgreSQL
// Ways of learning a statement's cost under indexes that do not exist:
//   advice       tend.recommend_indexes() over the statements, divided by its planner calls;
//                finding, sizing, choosing and recording candidates is in the figure
//   what_if      tend.what_if(), which plans twice, makes the indexes and renders JSON each time
//   SPI EXPLAIN  HypoPG's indexes made once, EXPLAIN from a PL/pgSQL loop in the backend
//   client       the same, EXPLAIN sent by a client that reads the cost out of the JSON
//   client, new  as client, but the indexes are reset and made for every statement
// All offer the same indexes: what the advice recommends for the workload. Rounds are interleaved,
// and each figure is the median over rounds of processor time, not of elapsed time.
#include "tests/bench/whatif/speed.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <vector>

#include "tests/bench/server/processor_time.h"
#include "tests/bench/server/session.h"
#include "tests/bench/whatif/plan.h"
#include "tests/bench/whatif/tables.h"

namespace tend::bench {

namespace {

constexpr int kRounds = 7;
constexpr int kPlansInRound = 400;  // some 10 ms of processor time for the quickest way
constexpr int kLookups = 200;
constexpr int kJoins = 16;

struct Workload {
  std::string name;
  std::vector<std::string> queries;
  std::vector<std::string> indexes;  // recommended for it
  bool by_single_calls = true;       // whether what_if and "client, new" are tried
};

// Processor time per planned statement.
struct Usage {
  Seconds backend, client;
};

using Way = std::function<long(Session&, const Workload&)>;  // gives the statements planned

struct NamedWay {
  const char* name;
  Way run;
  bool by_single_calls;
  bool with_hypopg;
};

Workload lookups() {
  Workload workload{.name = "lookups on one table", .queries = {}, .indexes = {}};
  for (int i = 1; i <= kLookups; ++i) {
    workload.queries.push_back("select * from orders where customer_id = " +
                               std::to_string(i * 37));
  }
  return workload;
}

Workload joins() {
  Workload workload{.name = "joins of six tables", .queries = {}, .indexes = {}};
  for (int i = 1; i <= kJoins; ++i) {
    const std::string n = std::to_string(i);
    workload.queries.push_back(
        "select o.id, c.email, p.name, k.name, w.name from orders o "
        "join customers c on c.id = o.customer_id join order_lines l on l.order_id = o.id "
        "join products p on p.id = l.product_id join categories k on k.id = p.category_id "
        "join warehouses w on w.id = o.warehouse_id where c.email = 'User" +
        n + "@example" + n + ".org' and o.placed_at > '2024-05-" + std::to_string(10 + i) +
        "' and p.price < " + n + " and k.name = 'category " + n + "'");
  }
  return workload;
}

Workload everything(const Cases& cases) {
  Workload workload{.name = "the statements of all cases", .queries = {}, .indexes = {}};
  workload.by_single_calls = false;
  for (const Case& one : cases) {
    if (one.hypopg) workload.queries.push_back(one.query);
  }
  return workload;
}

// In a transaction that is rolled back, since the run records what it found.
long advise(Session& session, const Workload& workload) {
  session.run("begin");
  session.run("select from tend.recommend_indexes(queries => $1)", {array_text(workload.queries)});
  const long calls = std::stol(
      session.value("select planner_calls from tend.advice_runs order by run_id desc limit 1"));
  session.run("rollback");
  return calls;
}

long what_if(Session& session, const Workload& workload) {
  const std::string indexes = array_text(workload.indexes);
  for (const std::string& query : workload.queries) {
    session.run("select cost_after from tend.what_if($1, $2)", {query, indexes});
  }
  return static_cast<long>(workload.queries.size());
}

long explain_in_backend(Session& session, const Workload& workload) {
  session.run("select " + kSchema + ".explain_all($1)", {array_text(workload.queries)});
  return static_cast<long>(workload.queries.size());
}

void explain(Session& session, const std::string& query) {
  if (read_plan(session.value("explain (format json) " + query), {}).cost < Cost(0)) {
    throw std::runtime_error("a negative cost for: " + query);
  }
}

long explain_from_client(Session& session, const Workload& workload) {
  for (const std::string& query : workload.queries) explain(session, query);
  return static_cast<long>(workload.queries.size());
}

void hypothesize(Session& session, const Workload& workload) {
  session.run("select public.hypopg_reset()");
  for (const std::string& ddl : workload.indexes) {
    session.run("select public.hypopg_create_index($1)", {ddl});
  }
}

long explain_anew_from_client(Session& session, const Workload& workload) {
  for (const std::string& query : workload.queries) {
    hypothesize(session, workload);
    explain(session, query);
  }
  return static_cast<long>(workload.queries.size());
}

const std::vector<NamedWay> kWays{
    {"advice (tend.recommend_indexes)", advise, false, false},
    {"tend.what_if", what_if, true, false},
    {"SPI EXPLAIN under HypoPG", explain_in_backend, false, true},
    {"client EXPLAIN under HypoPG", explain_from_client, false, true},
    {"client, indexes made each time", explain_anew_from_client, true, true},
};

Usage measure(const NamedWay& way, Session& session, const Workload& workload) {
  if (way.with_hypopg) hypothesize(session, workload);
  const Seconds backend = processor_time_of(session.backend_pid());
  const Seconds client = own_processor_time();
  long planned = 0;
  while (planned < kPlansInRound) planned += std::max(1L, way.run(session, workload));
  const double share = 1 / static_cast<double>(planned);
  return {(processor_time_of(session.backend_pid()) - backend) * share,
          (own_processor_time() - client) * share};
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// Ratios are taken within a round, so that a slower machine in one round changes none.
struct Series {
  std::vector<double> backend_us, client_us, ratio;
};

void add_round(const Workload& workload, Session& ours, Session& hypopg,
               std::vector<Series>& series) {
  Seconds advice;
  for (std::size_t i = 0; i < kWays.size(); ++i) {
    const NamedWay& way = kWays[i];
    if (way.by_single_calls && !workload.by_single_calls) continue;
    const Usage usage = measure(way, way.with_hypopg ? hypopg : ours, workload);
    if (i == 0) advice = usage.backend + usage.client;
    series[i].backend_us.push_back(1e6 * usage.backend.value());
    series[i].client_us.push_back(1e6 * usage.client.value());
    series[i].ratio.push_back((usage.backend + usage.client) / advice);
  }
}

void compare(const Workload& workload, Session& ours, Session& hypopg) {
  std::vector<Series> series(kWays.size());
  std::vector<Series> warm_up(kWays.size());
  add_round(workload, ours, hypopg, warm_up);
  for (int round = 0; round < kRounds; ++round) add_round(workload, ours, hypopg, series);
  std::printf("\n%s: %zu statements, %zu indexes\n%-36s %14s %14s %10s\n", workload.name.c_str(),
              workload.queries.size(), workload.indexes.size(), "per planned statement",
              "backend us", "client us", "ratio");
  for (std::size_t i = 0; i < kWays.size(); ++i) {
    if (series[i].ratio.empty()) continue;
    std::printf("  %-34s %14.1f %14.1f %10.2f\n", kWays[i].name, median(series[i].backend_us),
                median(series[i].client_us), median(series[i].ratio));
  }
}

void add_indexes(Session& session, Workload& workload) {
  session.run("begin");
  const Rows rows = session.run("select ddl from tend.recommend_indexes(queries => $1)",
                                {array_text(workload.queries)});
  for (int row = 0; row < rows.count(); ++row) workload.indexes.push_back(rows.text(row, 0));
  session.run("rollback");
}

void prepare(Session& session) {
  session.run("set search_path = " + kSchema + ", public");
  session.run("create or replace function " + kSchema + R"(.explain_all(queries text[])
      returns float8 language plpgsql as $$
      declare total float8 := 0; query text; plan json;
      begin
        foreach query in array queries loop
          execute 'explain (format json) ' || query into plan;
          total := total + (plan -> 0 -> 'Plan' ->> 'Total Cost')::float8;
        end loop;
        return total;
      end $$)");
}

}  // namespace

void report_speed(const std::string& conninfo, const Cases& cases) {
  // Two connections: HypoPG's hooks stay out of the backend that ours are measured in.
  Session ours(conninfo);
  Session hypopg(conninfo);
  prepare(ours);
  prepare(hypopg);
  for (Workload workload : {lookups(), joins(), everything(cases)}) {
    add_indexes(ours, workload);
    compare(workload, ours, hypopg);
  }
}

}  // namespace tend::bench
