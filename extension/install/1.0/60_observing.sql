/* ---- observing: what the history says ---------------------------------------------------------

   Figures of an interval are no secret, as in pg_stat_statements; texts are, and are filtered in one
   place, tend.known_statements. The tables stay their owner's: everybody reads views, and the
   functions read the views as their caller. */

/* ---- small functions of numbers and texts --------------------------------------------------- */

CREATE FUNCTION tend.histogram_quantile(buckets integer[], counts float8[], p float8) RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_histogram_quantile';
COMMENT ON FUNCTION tend.histogram_quantile(integer[], float8[], float8) IS
'The p-quantile, in milliseconds, of a histogram of execution times: counts[i] executions in bucket buckets[i], which holds 10^(b/20) to 10^((b+1)/20) microseconds; off by at most 12 %. NULL for an empty histogram. Errors: 22023 for a fraction outside 0 to 1, buckets outside 0 to 200 or given twice, counts that are not positive, arrays of unequal length.';

CREATE FUNCTION tend.log_normal_quantile(mean_ms float8, stddev_ms float8, p float8) RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_log_normal_quantile';
COMMENT ON FUNCTION tend.log_normal_quantile(float8, float8, float8) IS
'The p-quantile, in milliseconds, that execution times of this mean and standard deviation have if they are log-normal. NULL if the mean is not positive. Errors: 22023 for a negative deviation or a fraction not between 0 and 1.';

CREATE FUNCTION tend.complexity_score(query text) RETURNS numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000
AS 'MODULE_PATHNAME', 'pg_tend_complexity_score';
COMMENT ON FUNCTION tend.complexity_score(text) IS
'The score of tend.complexity(), 1.0 to 10.0; NULL for utility statements and for texts that cannot be scored. Raises no error.';

CREATE FUNCTION tend.is_tunable(query text) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000
AS 'MODULE_PATHNAME', 'pg_tend_is_tunable';
COMMENT ON FUNCTION tend.is_tunable(text) IS
'Whether a slow statement is one that somebody tunes: false for utility statements that run no query (VACUUM, CREATE INDEX, CREATE EXTENSION, COPY of a table ...) and for statements that look at pg_tend itself; true for CREATE TABLE AS, REFRESH MATERIALIZED VIEW, CALL and their like, and for texts that cannot be parsed. Raises no error.';

CREATE FUNCTION tend.is_own(query text) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000
AS 'MODULE_PATHNAME', 'pg_tend_is_own';
COMMENT ON FUNCTION tend.is_own(text) IS
'Whether a statement is one of pg_tend itself: marked by the program tend, or one that names the schema tend and besides that catalogs at most. False for texts that cannot be parsed. Raises no error.';

CREATE FUNCTION tend.time_text(ms float8) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN ms < 9.95 THEN pg_catalog.trim_scale(pg_catalog.round(ms::numeric, 1)) || ' ms'
            WHEN ms < 999.5 THEN pg_catalog.round(ms::numeric) || ' ms'
            WHEN ms < 120000 THEN pg_catalog.trim_scale(pg_catalog.round((ms / 1000)::numeric, 1)) || ' s'
            WHEN ms < 7200000 THEN pg_catalog.trim_scale(pg_catalog.round((ms / 60000)::numeric, 1)) || ' min'
            ELSE pg_catalog.trim_scale(pg_catalog.round((ms / 3600000)::numeric, 1)) || ' h' END;
COMMENT ON FUNCTION tend.time_text(float8) IS
'A time in milliseconds as people read it: ms, s from 1 s on, min from two minutes on, h from two hours on.';

CREATE FUNCTION tend.calm_baseline(hourly_means float8[]) RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_calm_baseline';
COMMENT ON FUNCTION tend.calm_baseline(float8[]) IS
'What a statement takes when nothing is wrong: the median of its hourly means, in milliseconds, so that up to half of the hours may be bad ones; NULL with fewer than 24 of them. Errors: 22023 for a NULL element.';

CREATE FUNCTION tend.impact_target(objective_ms float8, calm_ms float8, threshold_ms float8) RETURNS float8
LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_impact_target';
COMMENT ON FUNCTION tend.impact_target(float8, float8, float8) IS
'What a statement''s mean is measured against, in milliseconds: its objective, else the lesser of its own calm baseline and the threshold, else the threshold. objective_ms and calm_ms may be NULL.';

CREATE FUNCTION tend.impact_ms_per_hour(calls_per_hour float8, mean_ms float8, target_ms float8) RETURNS float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_impact_ms_per_hour';
COMMENT ON FUNCTION tend.impact_ms_per_hour(float8, float8, float8) IS
'Database time won back per hour, in milliseconds, if the statement met its target: calls_per_hour * max(0, mean_ms - target_ms).';

CREATE FUNCTION tend.impact_level(ms_per_hour float8) RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_impact_level';
COMMENT ON FUNCTION tend.impact_level(float8) IS
'low, medium, high or critical: an impact in milliseconds per hour as a share of one core''s hour. The bounds are in docs/methods/history.md.';

CREATE FUNCTION tend.error_level(rate float8) RETURNS text
LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_error_level';
COMMENT ON FUNCTION tend.error_level(float8) IS
'ok, warning, high or critical: a share of failed statements, 0 to 1, by the settings pg_tend.error_rate_warning, _high and _critical.';

/* ---- the base ------------------------------------------------------------------------------- */

/* The one place that decides who sees a text: the role that ran it, its members, pg_read_all_stats. */
CREATE VIEW tend.known_statements WITH (security_barrier) AS
SELECT s.statement_id, s.queryid, s.userid,
       CASE WHEN v.visible THEN s.query ELSE '<insufficient privilege>' END AS query,
       v.visible, s.first_seen, s.captured
FROM tend.statement s
CROSS JOIN LATERAL (
    SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
        OR pg_catalog.pg_has_role(s.userid, 'USAGE') AS visible) v;
COMMENT ON VIEW tend.known_statements IS
'Every statement in the history, one row a query id and role; captured: executions that were captured for its histogram';

/* Figures under ids of the dictionary: the tables as they are. */
CREATE VIEW tend.statement_counts AS SELECT * FROM tend.statement_interval;
COMMENT ON VIEW tend.statement_counts IS
'Executions of each statement of the dictionary in each interval, by statement_id: read tend.statement_intervals';
CREATE VIEW tend.latency_counts AS SELECT * FROM tend.latency_interval;
COMMENT ON VIEW tend.latency_counts IS
'Captured executions in each interval by statement_id and bucket of a histogram: bucket b holds 10^(b/20) to 10^((b+1)/20) microseconds';
CREATE VIEW tend.wait_counts AS SELECT * FROM tend.wait_interval;
COMMENT ON VIEW tend.wait_counts IS
'How often running statements were seen waiting in each interval: read tend.waits()';
CREATE VIEW tend.error_counts AS SELECT * FROM tend.error_interval;
COMMENT ON VIEW tend.error_counts IS
'Errors that reached the server log in each interval: read tend.errors()';

CREATE VIEW tend.history_intervals AS
SELECT h.interval_id, h.level, h.slot, h.totals, h.started_at, h.ended_at, h.seconds, h.samples,
       h.partial, h.uncertain, h.statement_ms, h.active_ms, h.took_ms,
       h.level = 0 AND h.interval_id <= (SELECT r.rolled_up FROM tend.sampler_state r) AS rolled_up,
       h.captures, h.captures_lost
FROM tend.history_interval h;
COMMENT ON VIEW tend.history_intervals IS
'Spans of watched time: level 0 samples, 1 five minutes, 2 hours. The same time is there at several levels: tend.intervals_since() picks rows that do not overlap. totals: counts everything since the server''s counters were last reset; rolled_up: levels 1 and 2 hold this sample already; captures, captures_lost: records of captured executions of the whole server, and those overwritten before a sample read them; times in milliseconds';

/* Not a security barrier: no row is hidden, and the texts come masked out of known_statements.

   LATERAL ... OFFSET 0, here and below: interval by interval, through the primary key of the one child
   that holds it. The planner knows neither how few intervals a window has nor that each lies in one
   child, and would rather read all of the history (minutes instead of seconds). */
CREATE VIEW tend.statement_intervals AS
SELECT h.interval_id, h.level, h.rolled_up, h.totals, h.started_at, h.ended_at, h.seconds, h.uncertain,
       k.queryid, k.userid, k.query, s.calls, s.total_ms, s.squares_ms2, s.rows, s.blocks_hit,
       s.blocks_read, s.blocks_dirtied, s.blocks_written, s.temp_read, s.temp_written, s.read_ms,
       s.write_ms, s.wal_bytes, s.plan_ms, s.statement_id, s.slot
FROM tend.history_intervals h
CROSS JOIN LATERAL (
    SELECT * FROM tend.statement_counts r
    WHERE r.slot = h.slot AND r.interval_id = h.interval_id OFFSET 0) s
JOIN tend.known_statements k ON k.statement_id = s.statement_id;
COMMENT ON VIEW tend.statement_intervals IS
'Executions of each statement in each interval in which it ran: sums of calls, milliseconds, rows, pages of 8 kB and bytes; squares_ms2 is the sum of squared execution times, NULL where the counters do not tell. Levels overlap: join tend.intervals_since(), or read one level';

/* jit = off: compiling takes longer than most of these queries.

   Which intervals tile a window: one level, the finest that reaches back to the window's start and
   has at most `most` intervals in it, and the samples that level does not hold yet. A rollup holds
   whole samples, so nothing is counted twice and nothing is missed. */
CREATE FUNCTION tend.intervals_since(since interval, most integer DEFAULT 10000)
RETURNS TABLE (interval_id integer, slot smallint, started_at timestamptz, ended_at timestamptz,
               seconds float8, totals boolean, uncertain boolean, statement_ms float8, active_ms float8,
               captures float8, captures_lost float8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 500 SET jit = off
BEGIN ATOMIC
    WITH span AS MATERIALIZED (
        -- further back than any clock, and than a timestamp can tell
        SELECT CASE WHEN intervals_since.since < interval '1000 years'
                    THEN pg_catalog.now() - intervals_since.since ELSE '-infinity' END AS since,
               greatest(intervals_since.most, 0)::bigint AS most),
    reach AS MATERIALIZED (
        SELECT l.level, o.oldest,
               (SELECT pg_catalog.count(*)
                  FROM (SELECT FROM tend.history_intervals h
                         WHERE h.level = l.level AND h.ended_at > span.since
                         LIMIT span.most + 1) counted) <= span.most AS fits
        FROM span
        CROSS JOIN (VALUES (0::smallint), (1::smallint), (2::smallint)) l(level)
        CROSS JOIN LATERAL (
            SELECT pg_catalog.min(h.started_at) AS oldest
              FROM tend.history_intervals h WHERE h.level = l.level) o
        WHERE o.oldest IS NOT NULL),
    chosen AS MATERIALIZED (
        SELECT r.level FROM reach r, span
        -- the finest that fits; if none does, the coarsest
        ORDER BY r.oldest <= greatest(span.since, (SELECT pg_catalog.min(oldest) FROM reach)) DESC,
                 r.fits DESC, CASE WHEN r.fits THEN r.level ELSE -r.level END
        LIMIT 1)
    SELECT h.interval_id, h.slot, h.started_at, h.ended_at, h.seconds, h.totals, h.uncertain,
           h.statement_ms, h.active_ms, h.captures, h.captures_lost
    FROM chosen c, span, tend.history_intervals h
    WHERE h.level = c.level AND h.ended_at > span.since
    UNION ALL
    SELECT h.interval_id, h.slot, h.started_at, h.ended_at, h.seconds, h.totals, h.uncertain,
           h.statement_ms, h.active_ms, h.captures, h.captures_lost
    FROM chosen c, span, tend.history_intervals h
    WHERE c.level > 0 AND h.level = 0 AND NOT h.rolled_up AND h.ended_at > span.since;
END;
COMMENT ON FUNCTION tend.intervals_since(interval, integer) IS
'Intervals that tile the time since then without overlap; NULL means all that is retained. An interval counts if it ended within the window. As fine as the history still is, and coarser if there would be more than `most` of them.';

/* Windows of sums do not need every sample: 2,000 intervals are 17 hours of samples at the default
   interval, a week of five minutes, and clip the window by 0.05 % at most. */
CREATE FUNCTION tend.statement_sums(since interval, most integer DEFAULT 2000)
RETURNS TABLE (statement_id integer, calls float8, total_ms float8, known_calls float8,
               known_ms float8, squares_ms2 float8, rows float8, blocks_hit float8,
               blocks_read float8, blocks_dirtied float8, blocks_written float8, temp_read float8,
               temp_written float8, read_ms float8, write_ms float8, wal_bytes float8, plan_ms float8,
               last_seen timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 SET jit = off
BEGIN ATOMIC
    SELECT s.statement_id, pg_catalog.sum(s.calls), pg_catalog.sum(s.total_ms),
           pg_catalog.sum(s.calls) FILTER (WHERE s.squares_ms2 IS NOT NULL),
           pg_catalog.sum(s.total_ms) FILTER (WHERE s.squares_ms2 IS NOT NULL),
           pg_catalog.sum(s.squares_ms2::float8), pg_catalog.sum(s.rows::float8),
           pg_catalog.sum(s.blocks_hit::float8), pg_catalog.sum(s.blocks_read::float8),
           pg_catalog.sum(s.blocks_dirtied::float8), pg_catalog.sum(s.blocks_written::float8),
           pg_catalog.sum(s.temp_read::float8), pg_catalog.sum(s.temp_written::float8),
           pg_catalog.sum(s.read_ms::float8), pg_catalog.sum(s.write_ms::float8),
           pg_catalog.sum(s.wal_bytes::float8), pg_catalog.sum(s.plan_ms::float8),
           pg_catalog.max(i.ended_at)
    FROM tend.intervals_since(statement_sums.since, statement_sums.most) i
    CROSS JOIN LATERAL (
        SELECT * FROM tend.statement_counts r
        WHERE r.slot = i.slot AND r.interval_id = i.interval_id OFFSET 0) s
    GROUP BY s.statement_id;
END;
COMMENT ON FUNCTION tend.statement_sums(interval, integer) IS
'Sums over a window, one row a statement of the dictionary. known_calls, known_ms: those of intervals in which squares_ms2 is known.';

CREATE FUNCTION tend.captures_kept(captures float8, captures_lost float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN captures > captures_lost THEN 1 - captures_lost / captures ELSE 1 END;
COMMENT ON FUNCTION tend.captures_kept(float8, float8) IS
'Share of an interval''s captured executions that were read before others took their place, above 0, up to 1.';

/* Of an interval in which captured executions were overwritten those right before its sample are left.
   Each stands for as many as were captured for it, which gives the share that is missing. */
CREATE FUNCTION tend.latency_histograms(since interval, most integer DEFAULT 2000)
RETURNS TABLE (statement_id integer, executions float8, buckets integer[], counts float8[], lost float8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000 SET jit = off
BEGIN ATOMIC
    SELECT b.statement_id, pg_catalog.sum(b.executions), pg_catalog.array_agg(b.bucket::integer),
           pg_catalog.array_agg(b.executions), 1 - pg_catalog.sum(b.executions) / pg_catalog.sum(b.captured)
    FROM (SELECT l.statement_id, l.bucket, pg_catalog.sum(l.executions::float8) AS executions,
                 pg_catalog.sum(l.executions::float8 / tend.captures_kept(i.captures, i.captures_lost)) AS captured
            FROM tend.intervals_since(latency_histograms.since, latency_histograms.most) i
           CROSS JOIN LATERAL (
                SELECT * FROM tend.latency_counts r
                WHERE r.slot = i.slot AND r.interval_id = i.interval_id OFFSET 0) l
           GROUP BY l.statement_id, l.bucket) b
    WHERE b.executions > 0
    GROUP BY b.statement_id;
END;
COMMENT ON FUNCTION tend.latency_histograms(interval, integer) IS
'Captured execution times over a window as one histogram a statement, for tend.histogram_quantile(). lost: share of the captured executions that were overwritten before a sample read them, 0 to 1.';

/* Squares are kept in 24 bits: a variance below a millionth of the squared mean, a deviation below a
   thousandth of the mean, is what rounding left of none. */
CREATE FUNCTION tend.pooled_stddev(calls float8, total_ms float8, squares_ms2 float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN squares_ms2 IS NULL OR NOT calls > 0 THEN NULL
    WHEN squares_ms2 / calls <= (1 + 1e-6) * (total_ms / calls) * (total_ms / calls) THEN 0
    ELSE pg_catalog.sqrt(squares_ms2 / calls - (total_ms / calls) * (total_ms / calls)) END;
COMMENT ON FUNCTION tend.pooled_stddev(float8, float8, float8) IS
'Population standard deviation in milliseconds, from a count, a sum and a sum of squares; NULL if one is NULL or calls is not positive.';

/* 30 executions: below that the upper quantiles are the few greatest values, and derived ones are
   closer (docs/methods/history.md#percentiles). */
CREATE FUNCTION tend.latency_quantile(executions float8, buckets integer[], counts float8[],
    mean_ms float8, stddev_ms float8, p float8) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN executions >= 30 THEN tend.histogram_quantile(buckets, counts, p)
            ELSE tend.log_normal_quantile(mean_ms, stddev_ms, p) END;
COMMENT ON FUNCTION tend.latency_quantile(float8, integer[], float8[], float8, float8, float8) IS
'The p-quantile of execution time in milliseconds: from the histogram if at least 30 executions were captured, else derived from mean and deviation as if log-normal; NULL if neither is known. tend.is_estimated() says whether it is to be called measured.';

/* A tenth: what is missing are the busiest moments, and percentiles must not pass for measured without
   them (docs/methods/history.md#percentiles). */
CREATE FUNCTION tend.is_estimated(executions float8, lost float8) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(executions, 0) < 30 OR coalesce(lost, 0) > 0.1;
COMMENT ON FUNCTION tend.is_estimated(float8, float8) IS
'Whether percentiles are estimates: fewer than 30 executions were captured, or more than a tenth of the captured ones (lost, 0 to 1) were overwritten before a sample read them.';

