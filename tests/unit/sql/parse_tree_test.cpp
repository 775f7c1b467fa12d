// SPDX-License-Identifier: PostgreSQL
#include "core/sql/parse_tree.h"

#include <pg_query/pg_query.pb-c.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/sql/statement_text.h"

using tend::FailureCode;
using tend::sql::ParseTree;

#ifndef __SANITIZE_ADDRESS__  // which keeps freed memory, and looks for leaks itself
namespace {

// Pages of memory that the process holds.
long resident_pages() {
  long total = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> total >> resident;
  return resident;
}

}  // namespace

TEST_CASE("parsing, fingerprints and repairs, good and bad, leave no memory behind") {
  const auto round = [] {
    for (int i = 0; i < 2000; ++i) {
      (void)ParseTree::parse("select a, b from t join u using (c) where d = 1 and e in (1, 2)");
      (void)ParseTree::parse("select from where");
      (void)tend::sql::fingerprint("select a from t where b = 1");
      (void)tend::sql::repair_placeholders("select now() - interval $1");
    }
  };
  round();

  const long before = resident_pages();
  for (int i = 0; i < 3; ++i) round();
  const long after = resident_pages();

  REQUIRE(before > 0);
  CHECK(after - before < 64);  // a quarter of a megabyte; 24,000 leaks of 16 bytes are more
}
#endif

TEST_CASE("a parsed text has its statements in order") {
  const auto tree = ParseTree::parse("select 1; delete from t; -- end");
  REQUIRE(tree.ok());
  REQUIRE(tree->statement_count() == 2);
  REQUIRE(tree->statement(0).node_case == PG_QUERY__NODE__NODE_SELECT_STMT);
  REQUIRE(tree->statement(1).node_case == PG_QUERY__NODE__NODE_DELETE_STMT);
}

TEST_CASE("a text without a statement is a tree of none, and no single statement") {
  REQUIRE(ParseTree::parse(" -- nothing\n")->statement_count() == 0);
  REQUIRE(ParseTree::parse_one(" -- nothing\n").failure().code == FailureCode::kSyntaxError);
  REQUIRE(ParseTree::parse_one("select 1; select 2").failure().code == FailureCode::kSyntaxError);
  REQUIRE(ParseTree::parse_one("select 1;").ok());
}

TEST_CASE("a syntax error carries the parser's words and counts characters, not bytes") {
  const auto tree = ParseTree::parse("select '\xC3\xA4\xC3\xA4' frm t where");
  REQUIRE_FALSE(tree.ok());
  REQUIRE(tree.failure().code == FailureCode::kSyntaxError);
  REQUIRE(tree.failure().message == "syntax error at or near \"t\"");
  REQUIRE(tree.failure().detail == "At character 17.");
}

TEST_CASE("a tree outlives its text and moves") {
  ParseTree kept = [] {
    std::string text = "select answer from t";
    return std::move(ParseTree::parse(text)).value();
  }();
  const ParseTree moved = std::move(kept);
  const PgQuery__Node& target = *moved.statement(0).select_stmt->target_list[0];
  const PgQuery__Node& field = *target.res_target->val->column_ref->fields[0];
  REQUIRE(std::string(field.string->sval) == "answer");
}

TEST_CASE("several threads parse at once") {
  std::vector<std::thread> threads;
  std::vector<int> parsed(4);
  for (int& count : parsed) {
    threads.emplace_back([&count] {
      for (int i = 0; i < 200; ++i) {
        count += ParseTree::parse("select a, b from t where c = 1").ok() ? 1 : 0;
        count += ParseTree::parse("select from where").ok() ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : parsed) REQUIRE(count == 200);
}
