/* ---- slow queries --------------------------------------------------------------------------- */

CREATE FUNCTION tend.set_objective(queryid bigint, mean_ms float8 DEFAULT 100, p95_ms float8 DEFAULT 300,
    p99_ms float8 DEFAULT 500)
RETURNS void
LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pg_tend_set_objective';
COMMENT ON FUNCTION tend.set_objective(bigint, float8, float8, float8) IS
'Says how fast a statement shall be, in milliseconds: its mean, and the times that 95 % and 99 % of its executions stay under. tend.slow_queries() measures against it; with threshold_ms => 0 every statement that has one. NULL for all three takes the objective back. A NOTICE says that the query id is not in the history yet. Errors: 22004 for a NULL query id or one or two NULLs, 22023 for times that are not positive and finite or not mean <= p95 <= p99.';
REVOKE EXECUTE ON FUNCTION tend.set_objective(bigint, float8, float8, float8) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tend.set_objective(bigint, float8, float8, float8) TO tend_admin;

CREATE VIEW tend.objectives AS
SELECT queryid, mean_ms, p95_ms, p99_ms, set_by, set_at FROM tend.objective;
COMMENT ON VIEW tend.objectives IS
'Execution times that were asked for with tend.set_objective(), in milliseconds';
GRANT SELECT ON tend.objectives TO PUBLIC;

CREATE FUNCTION tend.calm_means(queryids bigint[])
RETURNS TABLE (queryid bigint, mean_ms float8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20 SET jit = off
BEGIN ATOMIC
    WITH ids AS MATERIALIZED (
        SELECT k.statement_id, k.queryid FROM tend.known_statements k
        WHERE k.queryid = ANY (calm_means.queryids)),
    hourly AS (
        SELECT d.queryid, pg_catalog.sum(s.total_ms) / pg_catalog.sum(s.calls) AS mean_ms
          FROM tend.history_intervals h
         CROSS JOIN LATERAL (
               SELECT i.statement_id, i.calls, i.total_ms FROM tend.statement_counts i
                WHERE i.slot = h.slot AND i.interval_id = h.interval_id
                  AND i.statement_id = ANY (ARRAY(SELECT a.statement_id FROM ids a)) OFFSET 0) s
          JOIN ids d ON d.statement_id = s.statement_id
         WHERE h.level = 2 AND NOT h.totals AND h.ended_at > pg_catalog.now() - interval '30 days'
         GROUP BY d.queryid, h.interval_id
        HAVING pg_catalog.sum(s.calls) > 0)
    SELECT b.queryid, b.mean_ms
      FROM (SELECT y.queryid, tend.calm_baseline(pg_catalog.array_agg(y.mean_ms)) AS mean_ms
              FROM hourly y GROUP BY y.queryid) b
     WHERE b.mean_ms IS NOT NULL;
END;
COMMENT ON FUNCTION tend.calm_means(bigint[]) IS
'What statements usually take, in milliseconds: the median of their hourly means over 30 days; no row for one that has run in fewer than 24 hours of them.';

/* One sentence on a slow statement, from its counters alone, the costliest first. */
CREATE FUNCTION tend.counter_advice(temp float8, blocks float8, rows float8, reading float8,
    complexity numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN temp >= 1 THEN pg_catalog.format(
        'Each execution moves %s through temporary files: its sorts or hashes do not fit into work_mem.',
        pg_catalog.pg_size_pretty((temp * 8192)::bigint))
    -- most of its time
    WHEN reading >= 0.5 THEN pg_catalog.format(
        'It spends %s %% of its time reading pages that were not in shared buffers.',
        pg_catalog.round((reading * 100)::numeric))
    -- a thousand pages, 8 MB, for each row that comes of it; utility statements have no score
    WHEN complexity IS NOT NULL AND blocks >= 1000 AND blocks >= 1000 * rows THEN pg_catalog.format(
        'Each execution touches %s pages (%s) for %s rows.',
        pg_catalog.round(blocks::numeric), pg_catalog.pg_size_pretty((blocks * 8192)::bigint),
        pg_catalog.trim_scale(pg_catalog.round(rows::numeric, 1)))
    -- more rows than anybody reads
    WHEN rows >= 10000 THEN pg_catalog.format(
        'Each execution returns or changes %s rows.', pg_catalog.round(rows::numeric))
    -- where level high begins in docs/methods/complexity.md
    WHEN complexity >= 6 THEN pg_catalog.format(
        'The statement is complex (%s of 10): tend.complexity() of its text says by what.', complexity)
END;
COMMENT ON FUNCTION tend.counter_advice(float8, float8, float8, float8, numeric) IS
'One sentence on what makes a statement slow, from its counters per execution: pages of temporary files, pages touched, rows, share of the time spent reading, and its complexity; NULL if they tell nothing.';

/* What the record says of a statement: the open recommendation of the highest priority that names it,
   with this statement's own part of the gain, by the plans that the recommendation rests on. */
CREATE FUNCTION tend.recorded_advice(queryid bigint, ms_per_hour float8) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN own.share > 0 THEN
               pg_catalog.format('Recommendation %s, an index on %s, would save about %s %% of its time, %s per hour (estimated): see tend.recommendations.',
                   r.recommendation_id, r.relation, pg_catalog.round((own.share * 100)::numeric),
                   tend.time_text(recorded_advice.ms_per_hour * own.share))
           ELSE pg_catalog.format('Recommendation %s, an index on %s, would help it: see tend.recommendations.',
                    r.recommendation_id, r.relation) END
      FROM tend.recommendations r
     CROSS JOIN LATERAL (
           SELECT pg_catalog.sum(least(e."without" - e.cost_after, e.cost_before) * e.calls)
                  / nullif(pg_catalog.sum(e.cost_before * e.calls), 0) AS share
             FROM pg_catalog.jsonb_to_recordset(r.evidence)
                  AS e(queryid bigint, calls float8, cost_before float8, cost_after float8, "without" float8)
            WHERE e.queryid = recorded_advice.queryid) own
     WHERE r.queryids @> ARRAY[recorded_advice.queryid]
       AND r.state IN ('proposed', 'approved', 'applying', 'verifying', 'inconclusive')
     ORDER BY r.source DESC, r.priority, r.recommendation_id LIMIT 1;
END;
COMMENT ON FUNCTION tend.recorded_advice(bigint, float8) IS
'One sentence on a statement: the open recommendation that names it and what of this statement''s own time it would save, of ms_per_hour that it takes; NULL if none names it.';

/* Whoever may not see why learns nothing: the mask is no advice. */
CREATE FUNCTION tend.recorded_obstacle(queryid bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT pg_catalog.concat_ws(' ',
               pg_catalog.format('No index was found for it: %s.', pg_catalog.rtrim(u.reason, '.')),
               nullif(u.hint, ''))
      FROM tend.unindexable u
     WHERE u.queryid = recorded_obstacle.queryid
       AND u.run_id = (SELECT pg_catalog.max(a.run_id) FROM tend.advice_runs a WHERE a.source = 'history')
       AND u.query <> '<insufficient privilege>'
     -- what can be acted on first
     ORDER BY u.class = 'relation_excluded', u.class, u.reason LIMIT 1;
END;
COMMENT ON FUNCTION tend.recorded_obstacle(bigint) IS
'Why the last advice run over the history found no index for a statement, and what to do about it; NULL if it did not say, or if its text is hidden.';

CREATE FUNCTION tend.missed_objective(mean_ms float8, p95_ms float8, p99_ms float8, estimated boolean,
    mean_objective_ms float8, p95_objective_ms float8, p99_objective_ms float8) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'It misses its objective: ' || nullif(pg_catalog.concat_ws(', ',
    CASE WHEN mean_ms > mean_objective_ms THEN pg_catalog.format('mean %s for %s',
        tend.time_text(mean_ms), tend.time_text(mean_objective_ms)) END,
    CASE WHEN p95_ms > p95_objective_ms THEN pg_catalog.format('p95 %s%s for %s',
        tend.time_text(p95_ms), CASE WHEN estimated THEN ' (estimated)' END, tend.time_text(p95_objective_ms)) END,
    CASE WHEN p99_ms > p99_objective_ms THEN pg_catalog.format('p99 %s%s for %s',
        tend.time_text(p99_ms), CASE WHEN estimated THEN ' (estimated)' END, tend.time_text(p99_objective_ms)) END),
    '') || '.';
COMMENT ON FUNCTION tend.missed_objective(float8, float8, float8, boolean, float8, float8, float8) IS
'One sentence: which of the times that were asked for a statement exceeds, with what it takes, in milliseconds; NULL if none. estimated: p95_ms and p99_ms are derived.';

CREATE FUNCTION tend.slow_queries(threshold_ms float8 DEFAULT 500, since interval DEFAULT '1 day')
RETURNS TABLE (queryid bigint, query text, calls bigint, mean_ms float8, total_ms float8, share float8,
               complexity numeric, impact text, impact_ms_per_hour float8, objective_ms float8,
               advice text)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20
SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    IF slow_queries.threshold_ms IS NULL OR NOT slow_queries.threshold_ms BETWEEN 0 AND 1e15 THEN
        RAISE EXCEPTION 'threshold_ms must be a time in milliseconds, at least 0'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN QUERY
    WITH watched AS (
        -- an hour at least: what was seen in a minute does not happen sixty times an hour
        SELECT greatest(sum(i.seconds) / 3600, 1) AS hours
          FROM tend.intervals_since(slow_queries.since, 2000) i),
    ran AS (
        SELECT k.queryid, min(k.query) FILTER (WHERE k.visible) AS query,
               sum(s.calls) AS calls, sum(s.total_ms) AS total_ms,
               sum(s.total_ms) / nullif(sum(s.calls), 0) AS mean_ms,
               sum(sum(s.total_ms)) OVER () AS everything_ms,
               sum(s.temp_read + s.temp_written) AS temp, sum(s.blocks_hit + s.blocks_read) AS blocks,
               sum(s.rows) AS rows, sum(s.read_ms) AS read_ms,
               tend.pooled_stddev(sum(s.known_calls), sum(s.known_ms), sum(s.squares_ms2)) AS stddev_ms
          FROM tend.statement_sums(slow_queries.since, 2000) s
          JOIN tend.known_statements k ON k.statement_id = s.statement_id
         GROUP BY k.queryid),
    slow AS MATERIALIZED (
        SELECT r.* FROM ran r
         WHERE r.mean_ms >= slow_queries.threshold_ms AND (r.query IS NULL OR tend.is_tunable(r.query))),
    aimed AS MATERIALIZED (
        SELECT o.* FROM tend.objectives o WHERE o.queryid IN (SELECT queryid FROM slow)),
    captured AS (
        SELECT b.queryid, sum(b.executions) AS executions, array_agg(b.bucket) AS buckets,
               array_agg(b.executions) AS counts, 1 - sum(b.executions) / sum(b.captured) AS lost
          FROM (SELECT k.queryid, u.bucket, sum(u.executions) AS executions,
                       sum(u.executions / (1 - h.lost)) AS captured
                  FROM tend.latency_histograms(slow_queries.since, 2000) h
                  JOIN tend.known_statements k ON k.statement_id = h.statement_id
                 CROSS JOIN LATERAL unnest(h.buckets, h.counts) AS u(bucket, executions)
                 -- without objectives nothing is read
                 WHERE EXISTS (SELECT FROM aimed) AND k.queryid IN (SELECT queryid FROM aimed)
                 GROUP BY k.queryid, u.bucket) b
         GROUP BY b.queryid),
    judged AS (
        SELECT s.*, tend.complexity_score(s.query) AS complexity, o.mean_ms AS objective_ms,
               s.total_ms / nullif(w.hours, 0) AS ms_per_hour,
               tend.missed_objective(s.mean_ms,
                   tend.latency_quantile(h.executions, h.buckets, h.counts, s.mean_ms, s.stddev_ms, 0.95),
                   tend.latency_quantile(h.executions, h.buckets, h.counts, s.mean_ms, s.stddev_ms, 0.99),
                   tend.is_estimated(h.executions, h.lost), o.mean_ms, o.p95_ms, o.p99_ms) AS missed,
               coalesce(tend.impact_ms_per_hour(
                   s.calls / nullif(w.hours, 0), s.mean_ms,
                   tend.impact_target(o.mean_ms, c.mean_ms, slow_queries.threshold_ms)), 0)
                   AS impact_ms_per_hour
          FROM slow s
         CROSS JOIN watched w
          LEFT JOIN aimed o ON o.queryid = s.queryid
          LEFT JOIN captured h ON h.queryid = s.queryid
          LEFT JOIN tend.calm_means(ARRAY(SELECT queryid FROM slow)) c ON c.queryid = s.queryid)
    SELECT j.queryid, coalesce(j.query, '<insufficient privilege>'), round(j.calls)::bigint, j.mean_ms,
           j.total_ms, j.total_ms / nullif(j.everything_ms, 0), j.complexity,
           tend.impact_level(j.impact_ms_per_hour), j.impact_ms_per_hour, j.objective_ms,
           nullif(concat_ws(' ', j.missed,
               coalesce(tend.recorded_advice(j.queryid, j.ms_per_hour),
                        nullif(concat_ws(' ',
                            tend.counter_advice(j.temp / j.calls, j.blocks / j.calls, j.rows / j.calls,
                                                j.read_ms / nullif(j.total_ms, 0), j.complexity),
                            tend.recorded_obstacle(j.queryid)), ''))), '')
      FROM judged j
     ORDER BY j.impact_ms_per_hour DESC, j.total_ms DESC, j.queryid;
END
$$;
COMMENT ON FUNCTION tend.slow_queries(float8, interval) IS
'Statements whose mean in the window is at least threshold_ms, by the database time that could be won back: impact_ms_per_hour = calls per hour * max(0, mean - target); target: the objective, else the lesser of the statement''s own calm baseline and the threshold. Utility statements that run no query (VACUUM, CREATE INDEX, CREATE EXTENSION ...) and statements on pg_tend itself are left out: nobody tunes them; tend.statements has them. Times in milliseconds, rates over the time that the history covers, at least an hour; share of the execution time of all, 0 to 1; impact low, medium, high or critical (docs/methods/history.md#impact); objective_ms: the mean that was asked for; advice: which part of an objective is missed (mean, p95, p99), and what an open recommendation, or the counters and the last advice run say, else NULL. since NULL: all that is retained. Errors: 22023 for a threshold that is negative, NaN or NULL.';
