-- Who sees what of the history: texts of the role that ran them, its members, and pg_read_all_stats.
-- the sampler's own lock: a history made by hand is not added to
SELECT pg_advisory_lock(x'74656e64'::int, 1) \g /dev/null
CREATE EXTENSION pg_tend;
CREATE ROLE regress_tend_app;
CREATE ROLE regress_tend_member IN ROLE regress_tend_app;
CREATE ROLE regress_tend_heir NOINHERIT IN ROLE regress_tend_app;
CREATE ROLE regress_tend_other;
CREATE ROLE regress_tend_watcher IN ROLE pg_monitor;
INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen) VALUES
  (1, 11, 'regress_tend_app'::regrole, 'regress_tend_app', 'SELECT secret FROM t WHERE id = $1', now()),
  (2, 22, 4000000000, 'gone', 'SELECT 2', now());
INSERT INTO tend.history_interval (interval_id, level, slot, totals, started_at, ended_at, seconds, samples)
  VALUES (1, 0, 0, false, now() - interval '1 hour', now(), 3600, 1);
INSERT INTO tend.statement_interval SELECT 10, 10000, 1, s, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM generate_series(1, 2) s;
INSERT INTO tend.wait_interval VALUES (1, 11, 'regress_tend_app'::regrole, 'Lock', 'relation', 5);
INSERT INTO tend.error_interval VALUES (1, '22012', 'ERROR', 2);
INSERT INTO tend.captured_statement VALUES (1, 0, now(), 'SELECT secret FROM t WHERE id = 4711', NULL, NULL, 'public');
INSERT INTO tend.captured_statement VALUES (1, 1, now(), 'SELECT secret FROM t WHERE id = $1', '{4711,NULL}', '{23,25}', 'public');

CREATE FUNCTION seen() RETURNS TABLE (what text, queryid bigint, query text) LANGUAGE sql AS $$
  SELECT 'statements', queryid, query FROM tend.statements
  UNION ALL SELECT 'intervals', queryid, query FROM tend.statement_intervals
  UNION ALL SELECT 'slow', queryid, query FROM tend.slow_queries()
  UNION ALL SELECT 'waits', queryid, query FROM tend.waits()
  UNION ALL SELECT 'known', queryid, query FROM tend.known_statements
  UNION ALL SELECT 'captured', queryid, query FROM tend.captured_statements
  ORDER BY 1, 2, 3
$$;
SELECT * FROM seen();
SELECT position, query, parameters, parameter_types, search_path FROM tend.captured_statements ORDER BY position;
SET ROLE regress_tend_app;
SELECT * FROM seen();
SET ROLE regress_tend_member;
SELECT * FROM seen() WHERE what = 'known';
SET ROLE regress_tend_watcher;
SELECT what, count(*) FROM seen() WHERE query !~ 'privilege' GROUP BY what ORDER BY what;
-- a member that does not inherit is nobody
SET ROLE regress_tend_heir;
SELECT what, count(*) FROM seen() WHERE query !~ 'privilege' GROUP BY what ORDER BY what;
SET ROLE regress_tend_other;
SELECT * FROM seen();
-- figures are no secret
SELECT sqlstate, errors FROM tend.errors();
SELECT calls, mean_ms FROM tend.statement_history(11);
SELECT item FROM tend.history_status WHERE item <> 'capture' ORDER BY item;

-- a function of one's own in a condition gets no more to see
CREATE FUNCTION pg_temp.peek(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$
BEGIN RAISE NOTICE 'saw %', $1; RETURN true; END $$;
SELECT count(*) FROM tend.known_statements WHERE pg_temp.peek(query);
SELECT count(*) FROM tend.statements WHERE pg_temp.peek(query);
SELECT count(*) FROM tend.statement_intervals WHERE pg_temp.peek(query);
SELECT count(*) FROM tend.captured_statements WHERE pg_temp.peek(query);
DROP FUNCTION pg_temp.peek(text);
-- nor does the dictionary itself
SELECT query FROM tend.statement;
SELECT query FROM tend.captured_statement;
RESET ROLE;
-- names in front of pg_catalog change nothing
CREATE FUNCTION public.round(float8) RETURNS float8 LANGUAGE sql AS 'SELECT 666::float8';
CREATE FUNCTION public.mean(float8, float8) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE OPERATOR public.>= (LEFTARG = float8, RIGHTARG = float8, FUNCTION = public.mean);
SET search_path = public, pg_catalog;
SELECT queryid, calls FROM tend.slow_queries();
SELECT sqlstate, errors FROM tend.errors();
SELECT queryid, calls FROM tend.statements ORDER BY queryid;
RESET search_path;
DROP ROLE regress_tend_app, regress_tend_member, regress_tend_heir, regress_tend_other, regress_tend_watcher;
