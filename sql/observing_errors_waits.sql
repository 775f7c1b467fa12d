-- tend.errors(), tend.waits() and the history's rows of tend.status.
-- the sampler's own lock: a history made by hand is not added to
SELECT pg_advisory_lock(x'74656e64'::int, 1) \g /dev/null
CREATE EXTENSION pg_tend;
SELECT * FROM tend.errors();
SELECT * FROM tend.waits();
SELECT item, value, ok, hint FROM tend.history_status WHERE item IN ('history', 'coverage', 'captured statements');

INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen) VALUES (1, 11, 10, 'postgres', 'SELECT 1 / $1', now());
INSERT INTO tend.history_interval (interval_id, level, slot, totals, started_at, ended_at, seconds, samples, statement_ms, active_ms)
  SELECT i, 0, 0, false, now() - (4 - i) * interval '1 hour', now() - (3 - i) * interval '1 hour', 3600, 1, 960, 1000 FROM generate_series(1, 3) i;
INSERT INTO tend.error_interval VALUES (1, '22012', 'ERROR', 10), (2, '22012', 'ERROR', 20), (3, '40P01', 'ERROR', 1), (3, '57P01', 'FATAL', 3);

-- no statement was counted: no rate
SELECT sqlstate, severity, errors, error_rate, level FROM tend.errors();
INSERT INTO tend.statement_interval SELECT CASE i WHEN 1 THEN 366 ELSE 300 END, 1, i, 1, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM generate_series(1, 3) i;
-- of 966 that were executed and 34 that failed
SELECT sqlstate, severity, errors, error_rate, level, date_trunc('minute', now() - first_at) AS first, date_trunc('minute', now() - last_at) AS last FROM tend.errors();
SELECT sqlstate, errors, round(error_rate::numeric, 4) AS error_rate, level FROM tend.errors('90 min');
SELECT sqlstate, errors FROM tend.errors('30 min');
SELECT sqlstate, condition FROM tend.errors();
-- of every class a name; none for what an application made up, nor for a text that is no SQLSTATE
SELECT s, tend.condition_name(s) FROM unnest('{00000,01000,02000,40001,42P01,57P01,XX000,P0001,T0001,"",22012x}'::text[]) s;
SET pg_tend.error_rate_high = 0.03;
SELECT sqlstate, level FROM tend.errors();
-- bounds that fall are told of, and the highest level that is reached counts
SELECT * FROM tend.history_status WHERE item = 'error rates';
SET pg_tend.error_rate_critical = 0.02;
SELECT sqlstate, level FROM tend.errors();
SELECT * FROM tend.status WHERE item = 'error rates';
RESET pg_tend.error_rate_critical;
SET pg_tend.error_rate_warning = 0.04;
SELECT value FROM tend.history_status WHERE item = 'error rates';
RESET pg_tend.error_rate_warning;
RESET pg_tend.error_rate_high;

-- waits
INSERT INTO tend.wait_interval VALUES (1, 11, 10, 'CPU', 'CPU', 50), (2, 11, 10, 'CPU', 'CPU', 10), (2, 11, 10, 'IO', 'DataFileRead', 15),
  (3, 11, 10, 'Lock', 'relation', 20), (3, 99, 10, 'Lock', 'relation', 5);
SELECT * FROM tend.waits();
SELECT * FROM tend.waits('90 min');
SELECT queryid, samples FROM tend.waits(NULL) WHERE event_type = 'CPU';

-- coverage: of the last day, and only where there was something to explain
SELECT regexp_replace(value, '^\d{4}-.* \d\d:\d\d, (.*), .*', '\1') AS value, ok, hint FROM tend.history_status WHERE item IN ('history', 'coverage', 'captured statements');
UPDATE tend.history_interval SET statement_ms = 100 WHERE interval_id > 1;
SELECT value, ok, hint FROM tend.history_status WHERE item = 'coverage';
UPDATE tend.history_interval SET active_ms = 300, statement_ms = 400;
SELECT value, ok, hint FROM tend.history_status WHERE item = 'coverage';
UPDATE tend.history_interval SET statement_ms = active_ms + 100000, active_ms = active_ms + 90000;
SELECT value, ok, hint FROM tend.history_status WHERE item = 'coverage';

-- captured texts
INSERT INTO tend.captured_statement SELECT 1, p, now(), 'SELECT 1 / ' || p, NULL, NULL, 'public' FROM generate_series(0, 2) p;
SET pg_tend.capture_literals = on;
SELECT value, ok, hint FROM tend.history_status WHERE item = 'captured statements';
SET pg_tend.capture_literals = off;
SELECT value, ok, hint FROM tend.history_status WHERE item = 'captured statements';

-- the last advice over the history
INSERT INTO tend.advice_run (run_id, at, source, asked_by, planned, skipped, cost_before, cost_after, planner_calls, stopped_by, verdict, reason)
  SELECT 1000000 + r, '2026-11-21 19:00', CASE r WHEN 2 THEN 'adhoc' ELSE 'history' END, 'postgres', 1, 0, 1, 1, 1, 'complete',
         (ARRAY['nothing_to_do', 'recommended'])[r], 'a reason' FROM generate_series(1, 2) r;
SELECT value, ok, hint FROM tend.status WHERE item = 'last advice';
UPDATE tend.advice_run SET verdict = 'not_enough_data' WHERE run_id = 1000001;
SELECT value, ok, hint FROM tend.status WHERE item = 'last advice';
UPDATE tend.advice_run SET verdict = 'recommended' WHERE run_id = 1000001;
SET pg_tend.advise_interval = 0;
SELECT value, ok, hint FROM tend.status WHERE item = 'last advice';
