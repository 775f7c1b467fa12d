-- The shape of tend.recommend_indexes(): arguments, columns, empty answers, honest figures.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
\pset format unaligned
SELECT replace(pg_get_function_arguments('tend.recommend_indexes'::regproc), ', ', E'\n') AS arguments;
SELECT replace(pg_get_function_result('tend.recommend_indexes'::regproc), ', ', E'\n') AS result;
\pset format aligned
SELECT column_name, data_type FROM information_schema.columns
 WHERE table_schema = 'tend' AND table_name IN ('advice_runs', 'unindexable') ORDER BY table_name, ordinal_position;

CREATE TABLE item (id int PRIMARY KEY, owner int, made date);
INSERT INTO item SELECT g, g % 1000, '2026-01-01'::date + g % 400 FROM generate_series(1, 20000) g;
VACUUM ANALYZE item;

-- arguments out of range
\set VERBOSITY sqlstate
SELECT * FROM tend.recommend_indexes(storage_budget => -1);
SELECT * FROM tend.recommend_indexes(max_columns => 0);
SELECT * FROM tend.recommend_indexes(max_columns => 33);
SELECT * FROM tend.recommend_indexes(max_indexes => -1);
SELECT * FROM tend.recommend_indexes(time_limit => '0 s');
SELECT * FROM tend.recommend_indexes(time_limit => '-1 s');
SELECT * FROM tend.recommend_indexes(queries => '{SELECT 1}', calls => '{}');
SELECT * FROM tend.recommend_indexes(queries => '{SELECT 1}', calls => '{1,2}');
SELECT * FROM tend.recommend_indexes(queries => '{SELECT 1,NULL}');
SELECT * FROM tend.recommend_indexes(queries => '{SELECT 1}', calls => '{NULL}');
SELECT * FROM tend.recommend_indexes(queries => '{SELECT 1}', calls => '{-1}');
SELECT * FROM tend.recommend_indexes(calls => '{1}');
\set VERBOSITY default
SELECT * FROM tend.recommend_indexes(queries => '{SELECT 1}', calls => '{1,2}');
SELECT count(*) FROM tend.advice_runs;

-- nothing to say is said
SELECT count(*) FROM tend.recommend_indexes(queries => '{}');
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT 1}');
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE id = 5}');
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM nowhere}');
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = 5}', calls => '{0}');
SELECT source, planned, skipped, verdict, stopped_by, cost_before = cost_after AS same
  FROM tend.advice_runs ORDER BY run_id;

-- one index, and every figure within what it means
CREATE TABLE answer AS
SELECT * FROM tend.recommend_indexes(
  queries => '{SELECT * FROM item WHERE owner = 5,SELECT * FROM item WHERE made = $1 AND owner < $2}',
  calls => '{10,5}', time_limit => '1 hour');
SELECT relation, kind, method, ddl, replaces, risk, priority, cardinality(queryids) FROM answer ORDER BY priority;
SELECT a.relid = 'item'::regclass AS relid_right,
       a.benefit > 0 AND a.benefit < 1 AS fraction,
       abs(a.benefit - (a.cost_before - a.cost_after) / r.cost_before) < 1e-9 AS marginal,
       a.cost_after = r.cost_after AS same_set,
       a.size_bytes > 0 AND a.size_bytes % 8192 = 0 AS whole_pages,
       a.write_cost = 0 AS no_writes,
       a.confidence > 0 AND a.confidence <= 0.95 AS doubtful,
       a.risk IN ('none', 'low', 'medium', 'high') AS risk_known,
       a.build_seconds > 0 AS takes_time,
       a.reason <> '' AS has_reason
  FROM answer a JOIN tend.advice_runs r USING (run_id) ORDER BY a.priority;
SELECT count(*) FILTER (WHERE r.recommendation_id IS NULL) AS unrecorded, count(DISTINCT a.priority), min(a.priority), max(a.priority)
  FROM answer a LEFT JOIN tend.recommendations r USING (recommendation_id, run_id, ddl, reason, benefit);

-- what is recommended can be built, and then is not recommended again
SELECT ddl FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = 5}') \gexec
SELECT count(*) FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = 5}');
