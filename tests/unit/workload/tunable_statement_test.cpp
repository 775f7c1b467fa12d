// SPDX-License-Identifier: PostgreSQL
#include "core/workload/tunable_statement.h"

#include <catch2/catch.hpp>
#include <string>

using tend::workload::is_own;
using tend::workload::is_tunable;

TEST_CASE("statements that run a query of the application can be tuned") {
  for (const std::string text :
       {"SELECT * FROM orders WHERE id = $1", "INSERT INTO a SELECT * FROM b",
        "UPDATE t SET a = $1", "DELETE FROM t",
        "MERGE INTO t USING s ON t.i = s.i WHEN MATCHED THEN DELETE",
        "WITH recent AS (SELECT * FROM orders) SELECT count(*) FROM recent", "SELECT pg_sleep($1)",
        "CREATE TABLE a AS SELECT * FROM b", "REFRESH MATERIALIZED VIEW m", "CALL nightly()",
        "DO $$BEGIN PERFORM 1; END$$", "EXECUTE p(1)", "DECLARE c CURSOR FOR SELECT * FROM t",
        "PREPARE p AS SELECT * FROM t", "COPY (SELECT * FROM t) TO STDOUT"}) {
    INFO(text);
    CHECK(is_tunable(text));
  }
}

TEST_CASE("utility statements without a query cannot") {
  for (const std::string text :
       {"CREATE EXTENSION pg_tend", "VACUUM ANALYZE t", "CREATE INDEX ON t (a)",
        "COPY t FROM STDIN", "ALTER TABLE t ADD c int", "SET work_mem = '1GB'", "COMMIT",
        "LOCK TABLE t"}) {
    INFO(text);
    CHECK_FALSE(is_tunable(text));
  }
}

TEST_CASE("statements that look at pg_tend are not the application's") {
  for (const std::string text :
       {"SELECT tend.sample()", "select * from TEND.Statements",
        "SELECT * FROM tend.slow_queries($1)",
        "SELECT * FROM tend.recommendations r JOIN pg_catalog.pg_class c ON c.oid = r.relid",
        "WITH s AS (SELECT * FROM tend.statements) SELECT * FROM s, public.pg_stat_statements p",
        "SELECT /* tend */ queryid FROM public.pg_stat_statements"}) {
    INFO(text);
    CHECK_FALSE(is_tunable(text));
    CHECK(is_own(text));
  }
  for (const std::string text :
       {"VACUUM ANALYZE t", "SELECT * FROM tend.statements s JOIN orders o ON o.id = s.calls",
        "SELECT 'tend.sample()'", "SELECT tend.sample( FROM"}) {
    INFO(text);
    CHECK_FALSE(is_own(text));
  }
  CHECK(is_tunable("SELECT * FROM tend.statements s JOIN orders o ON o.id = s.calls"));
  CHECK(is_tunable("SELECT * FROM other.tend"));
  CHECK(is_tunable("SELECT oid FROM pg_class"));
}

TEST_CASE("what cannot be parsed is rather shown than hidden") {
  CHECK(is_tunable("SELECT $1 FROM WHERE"));
  CHECK(is_tunable(""));
}
