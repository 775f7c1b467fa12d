// SPDX-License-Identifier: PostgreSQL
// The databases and workloads that the index bench judges advisors on.
//
// Each database is a list of SQL statements, to be sent one by one (VACUUM is among them) to an
// empty database; tables stand in the schema public and no name is used by two of them, so that
// one database can hold them all. Nothing is indexed but primary keys. The data are the same on
// each run: random() is seeded, and one column of each large table has a statistics target that
// makes ANALYZE read every row, so that even the statistics, and with them the planner's costs,
// are the same. An autovacuum in between would change them.
// Tested by `make bench-index`, which plans every statement.
#pragma once

#include <string>
#include <vector>

namespace tend::bench {

struct BenchStatement {
  std::string name;
  std::string text;
  double calls = 1;
};

struct BenchDatabase {
  std::string name;
  std::vector<std::string> setup;
  std::vector<BenchStatement> statements;
};

// Analytical, two designs with 56 statements each, of 1 to 50 calls.
BenchDatabase star_database();
BenchDatabase normalised_database();

// Transactions: reads and writes, 10 to 10,000 calls each, a quarter of the calls writes.
//   templates  how many statements, 1 to 3000; all differ in shape, not only in constants, and the
//              first n are the same for every number. Above 1500 the share of the writes falls, as
//              new shapes of the frequent ones become rare.
BenchDatabase oltp_database(int templates = 60);

}  // namespace tend::bench
