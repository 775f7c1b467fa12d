-- storage_budget, max_indexes, max_columns and time_limit of tend.recommend_indexes().
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (id int PRIMARY KEY, a int, b int, c int, d int, pad text);
INSERT INTO item SELECT g, g % 1000, g % 2000, g % 3000, g % 77, repeat('x', 50) FROM generate_series(1, 40000) g;
VACUUM ANALYZE item;
CREATE TABLE workload (query text, calls bigint);
INSERT INTO workload VALUES
  ('SELECT * FROM item WHERE a = $1', 100), ('SELECT * FROM item WHERE b = $1', 60),
  ('SELECT * FROM item WHERE c = $1', 30), ('SELECT * FROM item WHERE d = $1 AND a = $2 AND b = $3', 5);
CREATE FUNCTION queries() RETURNS text[] LANGUAGE sql AS 'SELECT array_agg(query ORDER BY query) FROM workload';
CREATE FUNCTION calls() RETURNS bigint[] LANGUAGE sql AS 'SELECT array_agg(calls ORDER BY query) FROM workload';

-- the whole set
SELECT ddl FROM tend.recommend_indexes(queries => queries(), calls => calls()) ORDER BY priority;
CREATE TABLE unlimited AS SELECT * FROM tend.recommend_indexes(queries => queries(), calls => calls());

-- max_indexes: the most valuable ones, never more
SELECT ddl FROM tend.recommend_indexes(queries => queries(), calls => calls(), max_indexes => 1);
SELECT ddl FROM tend.recommend_indexes(queries => queries(), calls => calls(), max_indexes => 2) ORDER BY priority;
SELECT stopped_by, regexp_replace(reason, '\d+ planner calls?', 'N planner calls') AS reason FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;
SELECT count(*) FROM tend.recommend_indexes(queries => queries(), calls => calls(), max_indexes => 100);
SELECT stopped_by FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;

-- a limit that keeps every index out is not "nothing to do"
SET client_min_messages = warning;
SELECT count(*) FROM tend.recommend_indexes(queries => queries(), calls => calls(), max_indexes => 0);
SELECT stopped_by, reason LIKE '%no index would help%' AS misleading FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;
SELECT count(*) FROM tend.recommend_indexes(queries => queries(), calls => calls(), storage_budget => 8192);
SELECT stopped_by, reason LIKE '%no index would help%' AS misleading FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;
RESET client_min_messages;

-- max_columns
SELECT ddl FROM tend.recommend_indexes(max_columns => 1,
  queries => '{SELECT * FROM item WHERE d = $1 AND c > $2 AND b = $3}');
SELECT kind FROM tend.recommend_indexes(max_columns => 2,
  queries => '{SELECT * FROM item WHERE d = $1 AND c > $2 AND b = $3}');

SELECT regexp_replace(reason, '\d+ planner calls?', 'N planner calls') AS reason FROM tend.advice_runs ORDER BY run_id DESC LIMIT 2;

-- storage_budget: said where it cuts, never exceeded at any budget, and none below a page
CREATE TABLE budget (budget bigint, used bigint, cost_before float8, cost_after float8);
SET client_min_messages = warning;
DO $$
DECLARE
  whole bigint := (SELECT sum(size_bytes) FROM unlimited);
BEGIN
  FOR step IN 0 .. 9 LOOP
    INSERT INTO budget (budget, used)
    SELECT whole * step / 8, (SELECT coalesce(sum(size_bytes), 0) FROM tend.recommend_indexes(
      storage_budget => whole * step / 8, queries => queries(), calls => calls()));
    UPDATE budget b SET (cost_before, cost_after) =
      (SELECT r.cost_before, r.cost_after FROM tend.advice_runs r ORDER BY run_id DESC LIMIT 1)
     WHERE b.cost_before IS NULL;
  END LOOP;
END $$;
RESET client_min_messages;
SELECT count(*) AS tried, count(*) FILTER (WHERE used > budget) AS exceeded,
       count(*) FILTER (WHERE cost_after > cost_before) AS harmful,
       count(*) FILTER (WHERE used > 0 AND budget < 8192) AS below_a_page,
       count(*) FILTER (WHERE used = 0 AND budget > 1000000) AS wasted FROM budget;
SELECT (SELECT used FROM budget ORDER BY budget DESC LIMIT 1) = sum(size_bytes) AS all_fit FROM unlimited;

-- the settings stand in for the argument, and give way to it
SET client_min_messages = warning;
SET pg_tend.storage_budget = '0MB';
SELECT count(*) FROM tend.recommend_indexes(queries => queries(), calls => calls()) ;
SELECT planned, verdict = 'recommended' AS recommended, stopped_by FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;
SELECT count(*) > 0 AS argument_wins
  FROM tend.recommend_indexes(storage_budget => 1000000000, queries => queries(), calls => calls());
SET pg_tend.storage_budget = '1GB';
SELECT count(*) = (SELECT count(*) FROM unlimited) AS all_fit
  FROM tend.recommend_indexes(queries => queries(), calls => calls());
RESET pg_tend.storage_budget;

-- a time limit that has passed at once ends the run in good order, and says so
SELECT count(*) FROM tend.recommend_indexes(queries => queries(), calls => calls(), time_limit => '1 us') ;
SELECT stopped_by FROM tend.advice_runs ORDER BY run_id DESC LIMIT 1;
SELECT class, count(*) > 0 AS some FROM tend.unindexable
 WHERE run_id = (SELECT max(run_id) FROM tend.advice_runs) GROUP BY class;

RESET client_min_messages;

-- the same again gives the same, to the last figure
SELECT count(*) AS different FROM (
  SELECT relation, kind, ddl, replaces, benefit, cost_before, cost_after, size_bytes, write_cost, confidence,
         risk, priority, break_even_calls_per_day, build_seconds, queryids, reason, recommendation_id
    FROM tend.recommend_indexes(queries => queries(), calls => calls())
  EXCEPT
  SELECT relation, kind, ddl, replaces, benefit, cost_before, cost_after, size_bytes, write_cost, confidence,
         risk, priority, break_even_calls_per_day, build_seconds, queryids, reason, recommendation_id FROM unlimited) d;
