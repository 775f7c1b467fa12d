/* ---- statements ----------------------------------------------------------------------------- */

CREATE VIEW tend.statements AS
SELECT k.queryid, k.userid, k.query,
       pg_catalog.round(s.calls)::bigint AS calls,
       s.total_ms, m.mean_ms, m.stddev_ms,
       tend.latency_quantile(h.executions, h.buckets, h.counts, m.mean_ms, m.stddev_ms, 0.50) AS p50_ms,
       tend.latency_quantile(h.executions, h.buckets, h.counts, m.mean_ms, m.stddev_ms, 0.90) AS p90_ms,
       tend.latency_quantile(h.executions, h.buckets, h.counts, m.mean_ms, m.stddev_ms, 0.95) AS p95_ms,
       tend.latency_quantile(h.executions, h.buckets, h.counts, m.mean_ms, m.stddev_ms, 0.99) AS p99_ms,
       tend.is_estimated(h.executions, h.lost) AS estimated,
       pg_catalog.round(s.rows)::bigint AS rows,
       pg_catalog.round(s.blocks_read)::bigint AS blocks_read,
       pg_catalog.round(s.blocks_hit)::bigint AS blocks_hit,
       pg_catalog.round(s.blocks_written)::bigint AS blocks_written,
       pg_catalog.round(s.temp_read + s.temp_written)::bigint AS temp,
       pg_catalog.round(s.wal_bytes)::bigint AS wal_bytes,
       s.total_ms / nullif(s.everything_ms, 0) AS share,
       tend.complexity_score(k.query) AS complexity,
       k.first_seen, s.last_seen
-- the whole is summed up below the joins: a condition on one statement must not change it
FROM (SELECT a.*, pg_catalog.sum(a.total_ms) OVER () AS everything_ms FROM tend.statement_sums(NULL) a) s
JOIN tend.known_statements k ON k.statement_id = s.statement_id
LEFT JOIN tend.latency_histograms(NULL) h ON h.statement_id = s.statement_id
CROSS JOIN LATERAL (
    SELECT s.total_ms / nullif(s.calls, 0) AS mean_ms,
           tend.pooled_stddev(s.known_calls, s.known_ms, s.squares_ms2) AS stddev_ms) m;
COMMENT ON VIEW tend.statements IS
'Statements over all retained history, one row a query id and role. *_ms in milliseconds; stddev_ms of the intervals that tell it, else NULL; p50_ms to p99_ms from captured executions, estimated: derived from mean and deviation because fewer than 30 were captured, or resting on the moments before samples because more than a tenth of the captured were overwritten; blocks and temp (read and written) in pages of 8 kB; share of the execution time of all, 0 to 1; complexity 1.0 to 10.0 as tend.complexity(); first_seen, last_seen: samples that saw it first and last. Texts of other roles show as <insufficient privilege>';

/* One row an interval in which the statement ran, over all roles that ran it. */
CREATE FUNCTION tend.statement_history(queryid bigint, since interval DEFAULT '1 day')
RETURNS TABLE (started_at timestamptz, ended_at timestamptz, seconds float8, calls float8,
               calls_per_s float8, total_ms float8, mean_ms float8, stddev_ms float8, p95_ms float8,
               estimated boolean, rows float8, blocks_read float8, blocks_hit float8, temp float8,
               wal_bytes float8, totals boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 500 SET jit = off
BEGIN ATOMIC
    WITH tiles AS MATERIALIZED (
        SELECT * FROM tend.intervals_since(statement_history.since)),
    ids AS MATERIALIZED (
        SELECT k.statement_id FROM tend.known_statements k WHERE k.queryid = statement_history.queryid),
    ran AS (
        SELECT s.interval_id, pg_catalog.sum(s.calls) AS calls, pg_catalog.sum(s.total_ms) AS total_ms,
               pg_catalog.sum(s.calls) FILTER (WHERE s.squares_ms2 IS NOT NULL) AS known_calls,
               pg_catalog.sum(s.total_ms) FILTER (WHERE s.squares_ms2 IS NOT NULL) AS known_ms,
               pg_catalog.sum(s.squares_ms2::float8) AS squares_ms2,
               pg_catalog.sum(s.rows::float8) AS rows,
               pg_catalog.sum(s.blocks_read::float8) AS blocks_read,
               pg_catalog.sum(s.blocks_hit::float8) AS blocks_hit,
               pg_catalog.sum(s.temp_read::float8 + s.temp_written::float8) AS temp,
               pg_catalog.sum(s.wal_bytes::float8) AS wal_bytes
          FROM tiles t
         CROSS JOIN ids d
         CROSS JOIN LATERAL (
               SELECT * FROM tend.statement_counts i
                WHERE i.slot = t.slot AND i.interval_id = t.interval_id
                  AND i.statement_id = d.statement_id OFFSET 0) s
         GROUP BY s.interval_id),
    captured AS (
        SELECT b.interval_id, pg_catalog.sum(b.executions) AS executions,
               pg_catalog.array_agg(b.bucket::integer) AS buckets,
               pg_catalog.array_agg(b.executions) AS counts
          FROM (SELECT l.interval_id, l.bucket, pg_catalog.sum(l.executions::float8) AS executions
                  FROM tiles t
                 CROSS JOIN ids d
                 CROSS JOIN LATERAL (
                       SELECT * FROM tend.latency_counts i
                        WHERE i.slot = t.slot AND i.interval_id = t.interval_id
                          AND i.statement_id = d.statement_id OFFSET 0) l
                 GROUP BY l.interval_id, l.bucket) b
         WHERE b.executions > 0
         GROUP BY b.interval_id)
    SELECT t.started_at, t.ended_at, t.seconds, r.calls, r.calls / nullif(t.seconds, 0), r.total_ms,
           m.mean_ms, m.stddev_ms,
           tend.latency_quantile(c.executions, c.buckets, c.counts, m.mean_ms, m.stddev_ms, 0.95),
           tend.is_estimated(c.executions, 1 - tend.captures_kept(t.captures, t.captures_lost)), r.rows, r.blocks_read, r.blocks_hit, r.temp, r.wal_bytes,
           t.totals
    FROM ran r
    JOIN tiles t ON t.interval_id = r.interval_id
    LEFT JOIN captured c ON c.interval_id = r.interval_id
    CROSS JOIN LATERAL (
        SELECT r.total_ms / nullif(r.calls, 0) AS mean_ms,
               tend.pooled_stddev(r.known_calls, r.known_ms, r.squares_ms2) AS stddev_ms) m
    ORDER BY t.started_at, t.ended_at, t.interval_id;
END;
COMMENT ON FUNCTION tend.statement_history(bigint, interval) IS
'A statement over time, oldest first: a row for each interval in which it ran, of all roles together. As fine as the history still is, at most 10,000 intervals. Times in milliseconds, calls_per_s over the interval''s seconds, blocks and temp in pages of 8 kB; estimated: as in tend.statements; totals: the row counts everything since the server''s counters were last reset. since NULL: all that is retained.';

/* ---- executed texts ------------------------------------------------------------------------- */

/* Literals are nobody's business but the role's: rows of others do not show at all. */
CREATE VIEW tend.captured_statements WITH (security_barrier) AS
SELECT k.queryid, k.userid, c.position, c.captured_at, c.query, c.parameters,
       c.parameter_types::pg_catalog.regtype[] AS parameter_types, c.search_path
FROM tend.captured_statement c
JOIN tend.known_statements k ON k.statement_id = c.statement_id
WHERE k.visible;
COMMENT ON VIEW tend.captured_statements IS
'A few executions of each statement with their literals and bound values, a uniform sample of those captured; empty unless pg_tend.capture_literals is or was on: switching it off deletes nothing, tend.forget_literals() does. Shows to the role that ran them and to pg_read_all_stats';

CREATE FUNCTION tend.forget_literals() RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pg_tend_forget_literals';
COMMENT ON FUNCTION tend.forget_literals() IS
'Deletes all executions that were kept with their literals in this database and returns how many; takes a sample first. Switch pg_tend.capture_literals off before, or new ones come. Errors: 25006 in a read-only transaction or on a standby, 55P03 if another session is taking a sample: call it again.';
REVOKE EXECUTE ON FUNCTION tend.forget_literals() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tend.forget_literals() TO tend_admin;

GRANT SELECT ON tend.known_statements, tend.statement_counts, tend.latency_counts,
    tend.wait_counts, tend.error_counts, tend.history_intervals, tend.statement_intervals,
    tend.statements, tend.captured_statements TO PUBLIC;
