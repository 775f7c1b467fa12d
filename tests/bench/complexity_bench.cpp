// SPDX-License-Identifier: PostgreSQL
// Does the complexity score predict the planner's planning time, and is it fast enough?
//
// Makes its own schema in a database, plans generated queries there (EXPLAIN with SUMMARY, the
// least of several runs), scores the same texts, and prints Spearman's rank correlation with a
// bootstrap interval, and statements scored per second of processor time. Ends with 1 if a bar is
// missed, 2 if the server cannot be used. The schema is dropped again.
//
// Usage: bench_complexity [CONNINFO [SEED]]; without CONNINFO the PG* environment says where.
#include <libpq-fe.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/workload/complexity.h"
#include "tests/bench/complexity/query_maker.h"
#include "tests/bench/complexity/statistics.h"

namespace {

using tend::workload::ComplexityScore;

// The bars of the project: rank correlation, and ordinary statements per second on one core.
constexpr double kLeastCorrelation = 0.8;
constexpr double kLeastStatementsPerSecond = 15000;

constexpr int kQueries = 192;           // twelve of each of the sixteen kinds
constexpr int kPlannings = 9;           // timed runs of each query, of which the least counts
constexpr int kWarmUps = 2;             // runs before, which fill the server's catalog caches
constexpr std::uint64_t kSeed = 20260;  // not the one that the weights were fitted on (7)

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, CloseConnection>;

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Rows = std::unique_ptr<PGresult, ClearResult>;

Rows run(PGconn* connection, const std::string& sql) {
  Rows rows(PQexec(connection, sql.c_str()));
  const ExecStatusType status = PQresultStatus(rows.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    throw std::runtime_error(std::string(PQerrorMessage(connection)) + "in: " + sql);
  }
  return rows;
}

Connection connect(const char* conninfo) {
  Connection connection(PQconnectdb(conninfo));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    throw std::runtime_error(PQerrorMessage(connection.get()));
  }
  PQsetNoticeProcessor(
      connection.get(), [](void*, const char*) {}, nullptr);
  return connection;
}

// The planner's own figure in milliseconds, from the last lines of a plan.
double planning_time(const PGresult* plan) {
  const std::string label = "Planning Time: ";
  for (int row = PQntuples(plan) - 1; row >= 0; --row) {
    const std::string line = PQgetvalue(plan, row, 0);
    if (line.starts_with(label)) return std::stod(line.substr(label.size()));
  }
  throw std::runtime_error("no planning time in the plan");
}

double least_planning_time(PGconn* connection, const std::string& query) {
  std::optional<double> least;
  for (int i = 0; i < kWarmUps + kPlannings; ++i) {
    const double time = planning_time(run(connection, "explain (summary) " + query).get());
    if (i >= kWarmUps) least = std::min(least.value_or(time), time);
  }
  return *least;
}

ComplexityScore score(const std::string& query) {
  auto result = tend::workload::score_complexity(query);
  if (!result.ok()) throw std::runtime_error(result.failure().message + " in: " + query);
  return std::move(result).value();
}

struct Measured {
  std::vector<double> scores;
  std::vector<double> times;  // milliseconds, in the same order
};

Measured measure(PGconn* connection, const std::vector<std::string>& queries) {
  Measured measured;
  for (const std::string& query : queries) {
    measured.scores.push_back(*score(query).score);
    measured.times.push_back(least_planning_time(connection, query));
  }
  return measured;
}

// One line for each whole point of the score: how many queries, and their planning times.
void print_table(const Measured& measured) {
  std::map<int, std::vector<double>> by_score;
  for (std::size_t i = 0; i < measured.scores.size(); ++i) {
    by_score[static_cast<int>(measured.scores[i])].push_back(measured.times[i]);
  }
  std::printf("%-8s %8s %12s %12s %12s\n", "score", "queries", "least ms", "median ms", "most ms");
  for (auto& [point, times] : by_score) {
    std::sort(times.begin(), times.end());
    std::printf("%2d.0-%d.9 %8zu %12.3f %12.3f %12.3f\n", point, point, times.size(), times.front(),
                times[times.size() / 2], times.back());
  }
}

// Statements scored per second of this process's own processor time.
double scoring_rate(const std::vector<std::string>& queries) {
  constexpr double kAtLeastSeconds = 2.0;
  const std::clock_t start = std::clock();
  double seconds = 0;
  std::size_t scored = 0;
  while (seconds < kAtLeastSeconds) {
    for (const std::string& query : queries) scored += score(query).level.empty() ? 0 : 1;
    seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  }
  return static_cast<double>(scored) / seconds;
}

// What an application sends: lookups, listings, joins of a few tables, changes.
std::vector<std::string> ordinary_queries(const std::vector<std::string>& queries) {
  std::vector<std::string> ordinary;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const auto kind = static_cast<tend::bench::QueryKind>(i % tend::bench::kQueryKinds);
    if (tend::bench::is_ordinary(kind)) ordinary.push_back(queries[i]);
  }
  return ordinary;
}

bool report(const char* what, double value, double bar) {
  const bool met = value >= bar;
  std::printf("%-44s %10.3f   bar %9.1f   %s\n", what, value, bar, met ? "met" : "NOT MET");
  return met;
}

bool bench(PGconn* connection, std::uint64_t seed) {
  tend::bench::QueryMaker maker(seed);
  std::vector<std::string> queries;
  while (queries.size() < kQueries) queries.push_back(maker.make());
  const Measured measured = measure(connection, queries);
  print_table(measured);
  std::mt19937_64 random(seed);
  const auto interval = tend::bench::spearman_interval(measured.scores, measured.times, random);
  std::printf("\n%zu queries, seed %llu; correlation's 95 %% interval %.3f to %.3f\n",
              queries.size(), static_cast<unsigned long long>(seed), interval.low, interval.high);
  const bool predicts =
      report("rank correlation of score and planning time",
             tend::bench::spearman(measured.scores, measured.times), kLeastCorrelation);
  const bool fast = report("ordinary statements scored per second",
                           scoring_rate(ordinary_queries(queries)), kLeastStatementsPerSecond);
  std::printf("%-44s %10.0f\n", "all of these queries scored per second", scoring_rate(queries));
  return predicts && fast;
}

}  // namespace

int main(int count, char** arguments) try {
  const Connection connection = connect(count > 1 ? arguments[1] : "");
  const std::uint64_t seed = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : kSeed;
  for (const std::string& statement : tend::bench::schema_statements()) {
    run(connection.get(), statement);
  }
  const bool met = bench(connection.get(), seed);
  run(connection.get(), "drop schema " + std::string(tend::bench::kSchema) + " cascade");
  return met ? 0 : 1;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "bench_complexity: %s\n", problem.what());
  return 2;
}
