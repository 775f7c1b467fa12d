// SPDX-License-Identifier: PostgreSQL
// Does what-if planning say what the real index would cost, and how fast does it say it?
//
// Over a hundred statements with their indexes are planned three ways (the index really built,
// tend.what_if(), HypoPG), the sizes of recommended indexes are compared with the sizes built, and
// processor time per planned statement is compared with EXPLAIN under HypoPG. Prints the tables;
// ends with 1 if a bar is missed, 2 if the server cannot be used. Parts: tests/bench/whatif/.
//
// Usage: bench_whatif [CONNINFO]; without CONNINFO the PG* environment says where. It needs a
// superuser and HypoPG, and works in a schema of its own, which it drops again.
#include <cstdio>
#include <exception>
#include <string>

#include "tests/bench/whatif/accuracy.h"
#include "tests/bench/whatif/speed.h"
#include "tests/bench/whatif/tables.h"

namespace {

using namespace tend::bench;

Cases all_cases() {
  Cases all;
  for (const Cases& part : {key_cases(), order_cases(), shape_cases(), expression_cases(),
                            correlated_cases(), join_cases(), method_cases(), statement_cases()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

void prepare(Session& session) {
  session.run("create extension if not exists pg_tend");
  session.run("create extension if not exists hypopg with schema public");
  for (const std::string& statement : table_statements()) session.run(statement);
}

}  // namespace

int main(int count, char** arguments) try {
  const std::string conninfo = count > 1 ? arguments[1] : "";
  Session session(conninfo);
  prepare(session);
  Arms arms(session);
  const Cases cases = all_cases();
  bool met = costs_are_accurate(arms, cases);
  met &= sizes_are_accurate(session, arms, cases);
  report_speed(conninfo, cases);
  session.run("drop schema " + kSchema + " cascade");
  return met ? 0 : 1;
} catch (const std::exception& problem) {
  std::fprintf(stderr, "bench_whatif: %s\n", problem.what());
  return 2;
}
