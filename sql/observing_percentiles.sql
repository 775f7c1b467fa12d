-- Percentiles: measured where 30 executions were captured, else derived and marked as estimated.
-- the sampler's own lock: a history made by hand is not added to
SELECT pg_advisory_lock(x'74656e64'::int, 1) \g /dev/null
CREATE EXTENSION pg_tend;
INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen)
  SELECT s, s * 10, 10, 'postgres', 'SELECT ' || s, '2026-01-01' FROM generate_series(1, 4) s;
INSERT INTO tend.history_interval (interval_id, level, slot, totals, started_at, ended_at, seconds, samples)
  SELECT i, 0, 0, false, now() - (3 - i) * interval '1 min', now() - (2 - i) * interval '1 min', 60, 1 FROM generate_series(1, 2) i;
-- 1: 50 captured; 2: 29 captured; 3: none, deviation unknown; 4: 15 captured in each interval
INSERT INTO tend.statement_interval
  SELECT 1000, 1000 * 20, i, s, CASE WHEN s <> 3 THEN 1000 * (20 ^ 2 + 10 ^ 2) END, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM generate_series(1, 2) i, generate_series(1, 4) s;
-- times of 1 ms to 1 s in equal ratios: 60 buckets of 1 each from bucket 60 on
INSERT INTO tend.latency_interval SELECT 1, 1, 1, 59 + b, 0 FROM generate_series(1, 50) b;
INSERT INTO tend.latency_interval SELECT 1, 2, 29, 86, 0;
INSERT INTO tend.latency_interval SELECT i, 4, 15, 80 + i, 0 FROM generate_series(1, 2) i;

-- exact: the middle of 50 buckets that start at 1 ms is 10^(25/20) ms
SELECT queryid, estimated, round(p50_ms::numeric) AS p50, round(p90_ms::numeric) AS p90, round(p95_ms::numeric) AS p95,
       round(p99_ms::numeric) AS p99 FROM tend.statements ORDER BY queryid;
SELECT s.queryid,
       abs(p50_ms / 10 ^ (25 / 20.0) - 1) < 0.13 AS p50, abs(p90_ms / 10 ^ (45 / 20.0) - 1) < 0.13 AS p90,
       abs(p99_ms / 10 ^ (49.5 / 20.0) - 1) < 0.13 AS p99
  FROM tend.statements s WHERE queryid = 10;
-- derived: log-normal of mean and deviation
SELECT s.queryid, p95_ms = tend.log_normal_quantile(20, 10, 0.95) AS derived FROM tend.statements s WHERE queryid = 20;
-- an interval stands on what was captured in it
SELECT h.queryid, x.estimated, round(x.p95_ms::numeric) AS p95
  FROM unnest('{10,20,30,40}'::int[]) h(queryid), tend.statement_history(h.queryid) x ORDER BY h.queryid, x.started_at;
-- two roles together have one histogram
INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen) VALUES (5, 20, 0, 'gone', 'SELECT 2', '2026-01-01');
INSERT INTO tend.latency_interval VALUES (1, 5, 1, 86, 0);
SELECT estimated, round(p95_ms::numeric) AS p95 FROM tend.statement_history(20);

-- what rests on the moments before samples is not called measured: of the second interval a half was overwritten
UPDATE tend.history_interval SET captures = 1000, captures_lost = 500 WHERE interval_id = 2;
UPDATE tend.history_interval SET captures = 1000, captures_lost = 100 WHERE interval_id = 1;
INSERT INTO tend.latency_interval SELECT 2, 1, 3, 59 + b, 0 FROM generate_series(1, 50) b;
SELECT statement_id, executions, round(lost::numeric, 4) AS lost FROM tend.latency_histograms(NULL) ORDER BY 1;
SELECT queryid, estimated FROM tend.statements WHERE userid = 10 ORDER BY queryid;
SELECT estimated FROM tend.statement_history(10) ORDER BY started_at;
UPDATE tend.history_interval SET captures_lost = 0 WHERE interval_id = 2;
SELECT queryid, estimated FROM tend.statements WHERE queryid = 10;
-- nothing was captured at all, or all of it was lost
SELECT c, l, tend.captures_kept(c, l) FROM (VALUES (0, 0), (10, 0), (10, 5), (10, 10)) v(c, l);
