// SPDX-License-Identifier: PostgreSQL
#include "tests/bench/index/contest.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tests/bench/server/processor_time.h"

namespace tend::bench {

namespace {

// Keys of one index of the peers: as in their published runs.
constexpr int kPeerWidth = 2;
const std::vector<std::string> kPeers = {"extend", "db2advis", "autoadmin"};

std::string texts_of(const std::vector<BenchStatement>& statements) {
  std::vector<std::string> texts;
  for (const BenchStatement& each : statements) texts.push_back(each.text);
  return array_text(texts);
}

std::string calls_of(const std::vector<BenchStatement>& statements) {
  std::vector<std::string> calls;
  for (const BenchStatement& each : statements) {
    calls.push_back(std::to_string(static_cast<long>(each.calls)));
  }
  return array_text(calls);
}

std::vector<std::string> column(const Rows& rows, int number) {
  std::vector<std::string> values;
  for (int row = 0; row < rows.count(); ++row) values.push_back(rows.text(row, number));
  return values;
}

// The total cost in the first line of EXPLAIN: "(cost=0.00..35.50 rows=...".
double total_cost(const std::string& line) {
  const std::size_t from = line.find("..", line.find("(cost="));
  return std::stod(line.substr(from + 2));
}

}  // namespace

const Choice& Round::best_peer() const {
  return *std::min_element(choices.begin() + 1, choices.end(),
                           [](const Choice& a, const Choice& b) { return a.total() < b.total(); });
}

const Choice& Round::peer(const std::string& algorithm) const {
  return *std::find_if(choices.begin(), choices.end(),
                       [&](const Choice& each) { return each.algorithm == algorithm; });
}

Contest::Contest(const std::string& conninfo, const BenchDatabase& database)
    : name_(database.name), statements_(database.statements) {
  Session(conninfo).run("create database bench_" + name_);
  conninfo_ = conninfo + " dbname=bench_" + name_;
  Session session = connect();
  for (const std::string& statement : database.setup) session.run(statement);
  session.run("create extension pg_tend");
  session.run("create schema tend_bench");
  session.run(
      "create function tend_bench.peer_advice(algorithm text, queries text[], calls bigint[],"
      " storage_budget bigint, width int, out ddl text[], out cost float8, out upkeep float8,"
      " out planner_calls bigint, out candidates bigint)"
      " language c volatile strict as 'pg_tend', 'pg_tend_bench_peer_advice'");
  heap_bytes_ = std::stod(session.value(
      "select sum(pg_table_size(c.oid)) from pg_class c join pg_namespace n on n.oid = relnamespace"
      " where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema', 'tend')"));
}

std::vector<Round> Contest::run(const std::vector<double>& budgets) {
  std::vector<Round> rounds;
  Session session = connect();
  const double before = explained(session);
  for (const double share : budgets) {
    Round round{name_, share * heap_bytes_, before, {}};
    round.choices.push_back(ours(round.budget_bytes));
    for (const std::string& peer : kPeers) round.choices.push_back(peers(peer, round.budget_bytes));
    for (Choice& choice : round.choices) build_and_explain(choice);
    rounds.push_back(std::move(round));
  }
  return rounds;
}

Choice Contest::ours(double budget) {
  Choice choice{.algorithm = "pg_tend", .ddl = {}};
  Session session = connect();
  const Seconds begun = processor_time_of(session.backend_pid());
  const Rows rows = session.run(
      "select ddl, write_cost from tend.recommend_indexes(storage_budget => $1, queries => $2,"
      " calls => $3, time_limit => '10 min')",
      {std::to_string(static_cast<long>(budget)), texts_of(statements_), calls_of(statements_)});
  choice.cpu_s = (processor_time_of(session.backend_pid()) - begun).value();
  choice.ddl = column(rows, 0);
  for (int row = 0; row < rows.count(); ++row) choice.upkeep += rows.number(row, 1);
  choice.planner_calls = std::stod(
      session.value("select planner_calls from tend.advice_runs order by run_id desc limit 1"));
  return choice;
}

Choice Contest::peers(const std::string& algorithm, double budget) {
  Choice choice{.algorithm = algorithm, .ddl = {}};
  Session session = connect();
  const Seconds begun = processor_time_of(session.backend_pid());
  const Rows rows = session.run(
      "select d, upkeep, planner_calls from tend_bench.peer_advice($1, $2, $3, $4, $5)"
      " left join lateral unnest(ddl) d on true",
      {algorithm, texts_of(statements_), calls_of(statements_),
       std::to_string(static_cast<long>(budget)), std::to_string(kPeerWidth)});
  choice.cpu_s = (processor_time_of(session.backend_pid()) - begun).value();
  choice.upkeep = rows.number(0, 1);
  choice.planner_calls = rows.number(0, 2);
  for (const std::string& ddl : column(rows, 0)) {
    if (!ddl.empty()) choice.ddl.push_back(ddl);
  }
  return choice;
}

void Contest::build_and_explain(Choice& choice) {
  const std::string sizes =
      "select coalesce(sum(pg_relation_size(c.oid)), 0) from pg_class c"
      " join pg_namespace n on n.oid = relnamespace where relkind = 'i'"
      " and nspname not in ('pg_catalog', 'pg_toast', 'information_schema', 'tend')";
  Session session = connect();
  session.run("begin");
  const double without = std::stod(session.value(sizes));
  for (const std::string& ddl : choice.ddl) session.run(ddl);
  choice.built_bytes = std::stod(session.value(sizes)) - without;
  choice.reads = explained(session);
  session.run("rollback");
}

double Contest::explained(Session& session) const {
  double sum = 0;
  for (const BenchStatement& each : statements_) {
    sum += each.calls * total_cost(session.value("explain " + each.text));
  }
  return sum;
}

Contest::Timing Contest::time_ours(const std::vector<BenchStatement>& statements) {
  Session session = connect();
  const auto begun = std::chrono::steady_clock::now();
  session.run(
      "select from tend.recommend_indexes(queries => $1, calls => $2, time_limit => '10 min')",
      {texts_of(statements), calls_of(statements)});
  Timing timing;
  timing.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  const Rows run = session.run(
      "select cost_after / nullif(cost_before, 0), planner_calls, stopped_by from tend.advice_runs"
      " order by run_id desc limit 1");
  timing.cost_ratio = run.number(0, 0);
  timing.planner_calls = run.number(0, 1);
  timing.stopped_by = run.text(0, 2);
  return timing;
}

}  // namespace tend::bench
