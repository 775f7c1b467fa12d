-- tend.statements, tend.statement_history, tend.intervals_since: a history made by hand, its truth known.
-- the sampler's own lock: a history made by hand is not added to
SELECT pg_advisory_lock(x'74656e64'::int, 1) \g /dev/null
CREATE EXTENSION pg_tend;
SELECT count(*) FROM tend.statements;
SELECT count(*) FROM tend.statement_history(1);
SELECT count(*) FROM tend.intervals_since(NULL);

CREATE ROLE regress_tend_app;
INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen) VALUES
  (1, 11, 10, 'postgres', 'SELECT * FROM a JOIN b USING (id)', '2026-01-01'),
  (2, 22, 10, 'postgres', 'SELECT 1', '2026-01-01'),
  (3, 11, 'regress_tend_app'::regrole, 'regress_tend_app', 'SELECT * FROM a JOIN b USING (id)', '2026-01-01');

-- an interval that ended `age` ago, and executions in it
CREATE FUNCTION at(level int, id int, age interval, length interval, totals boolean DEFAULT false) RETURNS void LANGUAGE sql AS $$
  INSERT INTO tend.history_interval (interval_id, level, slot, totals, started_at, ended_at, seconds, samples)
  VALUES (id, level, level * 4, totals, now() - age - length, now() - age, extract(epoch FROM length), 1)
$$;
CREATE FUNCTION ran(interval_id int, statement_id int, calls float8, mean float8, stddev float8 DEFAULT 0) RETURNS void LANGUAGE sql AS $$
  INSERT INTO tend.statement_interval
  SELECT calls, calls * mean, interval_id, statement_id, calls * (stddev ^ 2 + mean ^ 2), calls * 2, calls * 8, calls, 0, calls * 3,
         calls * 0.5, calls * 0.5, 0, 0, calls * 100, 0, slot FROM tend.history_interval h WHERE h.interval_id = $1
$$;

-- five samples; rollups hold the first three
SELECT at(0, 1, '50 min', '60 min', true), at(0, 2, '40 min', '10 min'), at(0, 3, '30 min', '10 min'),
       at(1, 4, '50 min', '60 min', true), at(1, 5, '30 min', '20 min'),
       at(2, 6, '50 min', '60 min', true), at(2, 7, '30 min', '20 min'),
       at(0, 8, '20 min', '10 min'), at(0, 9, '10 min', '10 min') \g /dev/null
UPDATE tend.sampler_state SET rolled_up = 3;
SELECT ran(i, 1, c, 100, 50) FROM (VALUES (1, 1000), (2, 10), (3, 20), (8, 30), (9, 40)) v(i, c) \g /dev/null
SELECT ran(i, 1, c, 100, 50) FROM (VALUES (4, 1000), (5, 30), (6, 1000), (7, 30)) v(i, c) \g /dev/null
SELECT ran(i, 2, 100, 1) FROM unnest('{2,5,7,9}'::int[]) i \g /dev/null
SELECT ran(i, 3, 10, 400) FROM unnest('{8}'::int[]) i \g /dev/null

-- every way to tile the same time sums up to the same
SELECT most, array_agg(interval_id ORDER BY interval_id) AS tiles, sum(seconds) / 60 AS minutes,
       (SELECT array_agg(calls ORDER BY statement_id) FROM tend.statement_sums(NULL, most)) AS calls
  FROM unnest('{10000,5,4,3,1,0}'::int[]) most, tend.intervals_since(NULL, most) GROUP BY most ORDER BY most DESC;
-- a window counts what ended in it
SELECT w, (SELECT array_agg(interval_id ORDER BY interval_id) FROM tend.intervals_since(w)) AS tiles
  FROM unnest('{5 min,15 min,35 min,45 min,1 day,-1 day}'::interval[]) w;
-- samples that are gone are made up for by what is coarser
BEGIN;
DELETE FROM tend.history_interval WHERE interval_id <= 2;
SELECT w, (SELECT array_agg(interval_id ORDER BY interval_id) FROM tend.intervals_since(w)) AS tiles
  FROM unnest('{15 min,35 min,45 min,1 day}'::interval[]) w;
DELETE FROM tend.history_interval WHERE interval_id <= 5;
SELECT array_agg(interval_id ORDER BY interval_id) AS tiles FROM tend.intervals_since('1 day');
ROLLBACK;

-- a statement over time, its roles together
SELECT date_trunc('minute', now() - started_at) AS began, date_trunc('minute', now() - ended_at) AS ended, seconds, calls, round(calls_per_s::numeric, 4) AS calls_per_s,
       total_ms, mean_ms, round(stddev_ms::numeric, 3) AS stddev_ms, rows, blocks_read, blocks_hit, temp, wal_bytes, totals
  FROM tend.statement_history(11);
SELECT date_trunc('minute', now() - ended_at) AS ended, calls FROM tend.statement_history(11, '35 min');
SELECT count(*) FROM tend.statement_history(99);

-- all of it
SELECT queryid, userid::regrole, query, calls, total_ms, mean_ms, round(stddev_ms::numeric, 3) AS stddev_ms, rows,
       blocks_read, blocks_hit, blocks_written, temp, wal_bytes, round(share::numeric, 4) AS share, complexity,
       date(first_seen) AS first_seen, date_trunc('minute', now() - last_seen) AS ago
  FROM tend.statements ORDER BY queryid, userid;
-- a condition does not change the whole
SELECT round(share::numeric, 4) AS share FROM tend.statements WHERE queryid = 22;

-- squares that are not known everywhere: of those that are
UPDATE tend.statement_interval SET squares_ms2 = NULL WHERE statement_id = 1 AND interval_id IN (1, 2, 3, 4, 5, 6, 7);
UPDATE tend.statement_interval SET squares_ms2 = NULL WHERE statement_id = 2;
SELECT queryid, round(stddev_ms::numeric, 3) AS stddev_ms FROM tend.statements ORDER BY queryid, userid;
SELECT calls, round(stddev_ms::numeric, 3) AS stddev_ms FROM tend.statement_history(11);
DROP ROLE regress_tend_app;
