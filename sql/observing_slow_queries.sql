-- tend.slow_queries(): which, in what order, measured against what, and one sentence of advice.
-- the sampler's own lock: a history made by hand is not added to
SELECT pg_advisory_lock(x'74656e64'::int, 1) \g /dev/null
CREATE EXTENSION pg_tend;
SELECT count(*) FROM tend.slow_queries();

INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen)
  SELECT s, s, 10, 'postgres', CASE s WHEN 6 THEN 'SELECT a, count(*) FROM a JOIN b USING (x) JOIN c USING (x) JOIN d USING (x) JOIN e USING (x) JOIN f USING (x) JOIN g USING (x) WHERE z IN (SELECT z FROM y) GROUP BY a' ELSE 'SELECT * FROM t' || s || ' WHERE id = $1' END, now()
    FROM generate_series(1, 9) s;
-- two hours watched
INSERT INTO tend.history_interval (interval_id, level, slot, totals, started_at, ended_at, seconds, samples)
  SELECT i, 0, 0, i = 1, now() - (3 - i) * interval '1 hour', now() - (2 - i) * interval '1 hour', 3600, 1 FROM generate_series(1, 2) i;
CREATE FUNCTION ran(statement_id int, calls float8, mean float8, rows float8 DEFAULT 1, blocks float8 DEFAULT 1, temp float8 DEFAULT 0, reading float8 DEFAULT 0)
RETURNS void LANGUAGE sql AS $$
  INSERT INTO tend.statement_interval SELECT calls / 2, calls / 2 * mean, i, statement_id, NULL, calls / 2 * rows, 0, calls / 2 * blocks, 0, 0,
    calls / 2 * temp, 0, calls / 2 * mean * reading, 0, 0, 0, 0 FROM generate_series(1, 2) i
$$;
SELECT ran(1, 2, 30000) \g /dev/null
SELECT ran(2, 2000000, 5) \g /dev/null
SELECT ran(3, 200, 700) \g /dev/null
SELECT ran(4, 400, 600, temp => 128) \g /dev/null
SELECT ran(5, 20, 600, rows => 2, blocks => 50000) \g /dev/null
SELECT ran(6, 20, 510) \g /dev/null
SELECT ran(7, 20, 500, reading => 0.75) \g /dev/null
SELECT ran(8, 20, 499.99) \g /dev/null
SELECT ran(9, 20, 600, rows => 50000) \g /dev/null

-- impact = calls per hour * (mean - threshold), which is also the order
SELECT queryid, calls, round(mean_ms) AS mean_ms, total_ms, round(share::numeric, 4) AS share, complexity, impact,
       round(impact_ms_per_hour) AS impact_ms_per_hour, objective_ms FROM tend.slow_queries();
SELECT queryid, advice FROM tend.slow_queries();
-- a threshold, a window
SELECT queryid, impact, impact_ms_per_hour FROM tend.slow_queries(1000);
SELECT queryid, impact, round(impact_ms_per_hour) AS impact_ms_per_hour FROM tend.slow_queries(0) ORDER BY 3 DESC, 1;
SELECT queryid, calls, impact_ms_per_hour FROM tend.slow_queries(600, '30 min');
SELECT count(*) FROM tend.slow_queries(0, '-1 day');
-- what was seen once in half a minute is not taken to happen a hundred times an hour
BEGIN;
DELETE FROM tend.history_interval WHERE interval_id = 1;
UPDATE tend.history_interval SET seconds = 30, started_at = ended_at - interval '30 s';
SELECT queryid, calls, impact, impact_ms_per_hour FROM tend.slow_queries(1000);
ROLLBACK;
-- what nobody tunes is no slow query: utility statements, and those on pg_tend itself
BEGIN;
UPDATE tend.statement SET query = CASE statement_id WHEN 1 THEN 'CREATE EXTENSION pg_tend' WHEN 3 THEN 'SELECT tend.sample()'
  WHEN 4 THEN 'CREATE TABLE a AS SELECT * FROM b' WHEN 5 THEN 'SELECT /* tend */ 1' WHEN 6 THEN 'VACUUM' ELSE query END;
SELECT queryid FROM tend.slow_queries();
SELECT count(*) FROM tend.statements WHERE queryid = 1;
ROLLBACK;

-- an objective is the target, also one that is met
SELECT tend.set_objective(3, 200), tend.set_objective(1, 40000, 50000, 60000);
SELECT queryid, impact, impact_ms_per_hour, objective_ms FROM tend.slow_queries() WHERE queryid IN (1, 3) ORDER BY queryid;

SELECT queryid, advice FROM tend.slow_queries() WHERE queryid IN (1, 3) ORDER BY queryid;
-- an objective has quantiles, too: of what was captured, over roles, or estimated
BEGIN;
INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen) VALUES (31, 3, 3373, 'pg_monitor', 'SELECT * FROM t3 WHERE id = $1', now());
INSERT INTO tend.latency_interval (interval_id, statement_id, bucket, executions, slot) VALUES (1, 3, 114, 60, 0), (2, 31, 126, 40, 0);
UPDATE tend.statement_interval SET squares_ms2 = calls * 1e6 WHERE statement_id = 4;
SELECT tend.set_objective(3, 800, 1000, 3000), tend.set_objective(4, 700, 701, 702);
SELECT queryid, objective_ms, advice FROM tend.slow_queries() WHERE queryid IN (3, 4) ORDER BY queryid;
SELECT tend.set_objective(3, 800, 3000, 3000);
SELECT queryid, advice FROM tend.slow_queries() WHERE queryid = 3;
ROLLBACK;

-- its own calm: the median of 24 hours or more, however slow the others were
INSERT INTO tend.history_interval (interval_id, level, slot, totals, started_at, ended_at, seconds, samples)
  SELECT 100 + h, 2, 8, false, now() - (h + 3) * interval '1 hour', now() - (h + 2) * interval '1 hour', 3600, 1 FROM generate_series(1, 24) h;
UPDATE tend.sampler_state SET rolled_up = 0;
INSERT INTO tend.statement_interval
  SELECT 1, CASE WHEN h <= 10 THEN 10000 ELSE 100 END, 100 + h, s, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8
    FROM generate_series(1, 24) h, unnest('{4,5}'::int[]) s WHERE s = 4 OR h < 24;
SELECT * FROM tend.calm_means('{4,5,77}');
SELECT queryid, round(impact_ms_per_hour) AS impact_ms_per_hour FROM tend.slow_queries(500, '2 hours') WHERE queryid IN (4, 5) ORDER BY queryid;

-- what the record says comes first
INSERT INTO tend.advice_run (run_id, source, asked_by, planned, skipped, cost_before, cost_after, planner_calls, stopped_by, verdict, reason)
  SELECT 100 + r, CASE r WHEN 3 THEN 'adhoc' ELSE 'history' END, 'postgres', 1, 0, 1, 1, 1, 'complete', 'nothing_to_do', 'x' FROM generate_series(1, 3) r;
INSERT INTO tend.unindexable_statement VALUES (101, 1, 4, 'postgres', 'old', 'old', 'old reason', 'Old hint.'),
  (102, 1, 5, 'postgres', 'new', 'leading_wildcard', 'the pattern begins with a wildcard', 'Use pg_trgm.'),
  (102, 2, 9, 'postgres', 'new', 'no_index', 'every row is needed', ''), (103, 1, 3, 'postgres', 'adhoc', 'x', 'x', 'x');
SELECT queryid, advice FROM tend.slow_queries(500, '2 hours') WHERE queryid IN (3, 4, 5, 9) ORDER BY queryid;
-- a role that may not see the reason is not shown the mask
CREATE ROLE regress_tend_user;
SET ROLE regress_tend_user;
SELECT queryid, query, advice FROM tend.slow_queries(500, '2 hours') WHERE queryid IN (3, 5, 9) ORDER BY queryid;
RESET ROLE;
DROP ROLE regress_tend_user;
-- an open recommendation first of all; one that was turned down says nothing
CREATE TABLE t5 (id int, pad text);
INSERT INTO t5 SELECT g, repeat('x', 50) FROM generate_series(1, 20000) g;
VACUUM ANALYZE t5;
SELECT recommendation_id AS id FROM tend.recommend_indexes(queries => '{SELECT * FROM t5 WHERE id = $1}') \gset
-- with the statement's own part of the gain: not that of the whole
UPDATE tend.recommendation SET queryids = '{5,9}', ms_per_hour = 9876543.2, source = 'history', evidence =
  '[{"queryid": 5, "calls": 20, "cost_before": 100, "without": 100, "cost_after": 25}, {"queryid": 9, "calls": 1, "cost_before": 1000, "without": 10, "cost_after": 0}]';
SELECT queryid, replace(advice, 'Recommendation ' || :id, 'Recommendation N') AS advice FROM tend.slow_queries(500, '2 hours') WHERE queryid IN (5, 9);
UPDATE tend.recommendation SET evidence = '[]';
SELECT replace(advice, 'Recommendation ' || :id, 'Recommendation N') AS advice FROM tend.slow_queries(500, '2 hours') WHERE queryid = 5;
SELECT tend.dismiss(:id);
SELECT advice FROM tend.slow_queries(500, '2 hours') WHERE queryid = 5;

-- the columns of the contract, in order
SELECT array_to_string(proargnames, ' ') FROM pg_proc WHERE proname = 'slow_queries';

\set VERBOSITY sqlstate
SELECT * FROM tend.slow_queries(-1);
SELECT * FROM tend.slow_queries('NaN');
SELECT * FROM tend.slow_queries('Infinity');
SELECT * FROM tend.slow_queries(NULL);
\set VERBOSITY default
SELECT * FROM tend.slow_queries(-0.001);
