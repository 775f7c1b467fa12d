/* ---- errors and waits ----------------------------------------------------------------------- */

CREATE FUNCTION tend.condition_name(sqlstate text) RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_condition_name';
COMMENT ON FUNCTION tend.condition_name(text) IS
'The name of a SQLSTATE, as PL/pgSQL has it in EXCEPTION WHEN: division_by_zero for 22012. NULL if the server knows none.';

CREATE FUNCTION tend.errors(since interval DEFAULT '1 day')
RETURNS TABLE (sqlstate text, severity text, errors bigint, error_rate float8, level text,
               first_at timestamptz, last_at timestamptz, condition text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20 SET jit = off
BEGIN ATOMIC
    WITH tiles AS MATERIALIZED (
        SELECT * FROM tend.intervals_since(errors.since, 2000)),
    executed AS (
        SELECT coalesce(pg_catalog.sum(s.calls), 0) AS calls
          FROM tiles t
         CROSS JOIN LATERAL (
               SELECT i.calls FROM tend.statement_counts i
                WHERE i.slot = t.slot AND i.interval_id = t.interval_id OFFSET 0) s),
    failed AS (
        SELECT e.sqlstate, e.severity, pg_catalog.sum(e.errors) AS errors,
               pg_catalog.sum(pg_catalog.sum(e.errors)) OVER () AS everything,
               pg_catalog.min(t.started_at) AS first_at, pg_catalog.max(t.ended_at) AS last_at
          FROM tiles t JOIN tend.error_counts e ON e.interval_id = t.interval_id
         GROUP BY e.sqlstate, e.severity
        HAVING pg_catalog.sum(e.errors) > 0)
    SELECT f.sqlstate, f.severity, pg_catalog.round(f.errors)::bigint, r.rate, tend.error_level(r.rate),
           f.first_at, f.last_at, tend.condition_name(f.sqlstate)
    FROM failed f
    CROSS JOIN executed x
    -- without a count of statements there is no rate
    CROSS JOIN LATERAL (
        SELECT CASE WHEN x.calls > 0 THEN f.errors / (x.calls + f.everything) END AS rate) r
    ORDER BY f.errors DESC, f.sqlstate, f.severity;
END;
COMMENT ON FUNCTION tend.errors(interval) IS
'Errors of this database by SQLSTATE and severity (ERROR, FATAL, PANIC), most first. It sees only what log_min_messages lets into the server log, and needs pg_tend in shared_preload_libraries; a FATAL at login belongs to no database and is not among them. error_rate: share of all statements of the window, executed or failed, 0 to 1, NULL if none was counted; level ok, warning, high or critical by the settings pg_tend.error_rate_*; first_at, last_at: bounds of the intervals that saw it; condition: the name of the SQLSTATE, as PL/pgSQL has it, NULL if it has none. since NULL: all that is retained.';

CREATE FUNCTION tend.waits(since interval DEFAULT '1 day')
RETURNS TABLE (queryid bigint, query text, event_type text, event text, samples bigint, seconds float8,
               share float8)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 100 SET jit = off
BEGIN ATOMIC
    WITH seen AS (
        SELECT w.queryid, w.event_type, w.event, pg_catalog.sum(w.samples) AS samples
          FROM tend.intervals_since(waits.since, 2000) i
          JOIN tend.wait_counts w ON w.interval_id = i.interval_id
         GROUP BY w.queryid, w.event_type, w.event
        HAVING pg_catalog.sum(w.samples) > 0)
    SELECT s.queryid,
           (SELECT coalesce(pg_catalog.min(k.query) FILTER (WHERE k.visible), pg_catalog.min(k.query))
              FROM tend.known_statements k WHERE k.queryid = s.queryid),
           s.event_type, s.event, pg_catalog.round(s.samples)::bigint, s.samples * 1.0,
           s.samples / pg_catalog.sum(s.samples) OVER ()
    FROM seen s
    ORDER BY s.samples DESC, s.queryid, s.event_type, s.event;
END;
COMMENT ON FUNCTION tend.waits(interval) IS
'What running statements were seen waiting for, at one look a second: samples, seconds (one a look), and their share of all looks, 0 to 1; CPU: running, not waiting. Most first. Needs pg_tend in shared_preload_libraries. queryid 0: the lock on a table was waited for before the statement had an id. query NULL: not in the history. since NULL: all that is retained.';

/* ---- for tend.status ------------------------------------------------------------------------ */

CREATE VIEW tend.history_status AS
WITH samples AS (
    SELECT pg_catalog.count(*) AS taken, pg_catalog.min(h.started_at) AS first_at,
           pg_catalog.max(h.ended_at) AS last_at
    FROM tend.intervals_since(NULL) h),
disk AS (
    SELECT pg_catalog.sum(pg_catalog.pg_total_relation_size(c.oid)) AS bytes
    FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'tend'::pg_catalog.regnamespace AND c.relkind = 'r'
      -- not the record of advice, which others may have locked: asking for a size takes a lock
      AND (c.relname ~ '_(interval|seen)(_[0-9]+)?$'
           OR c.relname IN ('statement', 'relation', 'captured_statement'))),
/* The rest of a session's active time is parsing, planning, waiting for the client, and statements
   that pg_stat_statements dropped; with short statements the first three alone can be a half. */
coverage AS (
    SELECT pg_catalog.sum(h.statement_ms) AS statement_ms, pg_catalog.sum(h.active_ms) AS active_ms,
           0.5 AS least,
           -- less activity than this says nothing
           1000 AS least_active_ms
    FROM tend.intervals_since('1 day', 2000) h WHERE NOT h.totals),
captured AS (
    SELECT pg_catalog.count(*) AS texts, pg_catalog.count(DISTINCT c.statement_id) AS statements,
           pg_catalog.current_setting('pg_tend.capture_literals', true) = 'on' AS on
    FROM tend.captured_statement c)
SELECT 'history' AS item,
       CASE WHEN taken = 0 THEN 'empty'
            ELSE pg_catalog.format('%s to %s, %s interval%s, %s',
                     pg_catalog.to_char(first_at, 'YYYY-MM-DD HH24:MI'),
                     pg_catalog.to_char(last_at, 'YYYY-MM-DD HH24:MI'), taken, CASE WHEN taken > 1 THEN 's' END,
                     pg_catalog.pg_size_pretty(bytes)) END AS value,
       taken > 0 AS ok,
       CASE WHEN taken = 0 THEN
           'Nothing has been sampled. The worker samples by itself; without it call tend.sample() from cron.' END AS hint
FROM samples, disk
UNION ALL
SELECT 'coverage',
       CASE WHEN active_ms >= least_active_ms THEN
            pg_catalog.format('history explains %s %% of active time in the last day',
                              pg_catalog.round((least(1, statement_ms / active_ms) * 100)::numeric))
            ELSE 'too little counted activity in the last day' END,
       CASE WHEN active_ms >= least_active_ms THEN statement_ms >= least * active_ms END,
       CASE WHEN active_ms >= least_active_ms AND statement_ms < least * active_ms THEN
           'Much of the time is parsing, planning or waiting for clients, or statements were dropped: if pg_stat_statements_info shows dealloc growing, raise pg_stat_statements.max.' END
FROM coverage
UNION ALL
SELECT 'captured statements',
       CASE WHEN texts = 0 THEN 'none' ELSE pg_catalog.format('%s text%s of %s statement%s', texts, CASE WHEN texts > 1 THEN 's' END,
                                   statements, CASE WHEN statements > 1 THEN 's' END) END,
       CASE WHEN captured.on THEN true END,
       CASE WHEN captured.on IS NOT TRUE THEN
           CASE WHEN texts > 0 THEN 'No more are captured; these stay. SELECT tend.forget_literals(); deletes them.'
                ELSE 'Advice estimates literals from statistics. To let it see real ones set pg_tend.capture_literals = on, with pg_tend in shared_preload_libraries.' END END
FROM captured
UNION ALL
/* What was switched off on purpose is neither right nor wrong, but what it leaves empty is no good news. */
SELECT 'capture',
       pg_catalog.format('rate %s, literals %s, waits %s, errors %s', s.rate, s.literals, s.waits, s.errors),
       CASE WHEN s.errors = 'on' AND s.unlogged THEN false
            WHEN s.rate <> '0' AND s.waits = 'on' AND s.errors = 'on' THEN true END,
       nullif(pg_catalog.concat_ws(' ',
           CASE WHEN s.rate = '0' THEN 'pg_tend.capture_rate = 0: no execution is timed, and percentiles are estimated.' END,
           CASE WHEN s.waits = 'off' THEN 'pg_tend.capture_waits = off: tend.waits() gets nothing new.' END,
           CASE WHEN s.errors = 'off' THEN 'pg_tend.capture_errors = off: tend.errors() gets nothing new.'
                WHEN s.unlogged THEN pg_catalog.format('log_min_messages = %s keeps errors out of the server log, and what is not logged is not counted: tend.errors() shows too little. Set log_min_messages = error or lower.',
                         pg_catalog.current_setting('log_min_messages')) END), '')
FROM tend.capture_state() c
CROSS JOIN LATERAL (
    SELECT pg_catalog.current_setting('pg_tend.capture_rate', true) AS rate,
           pg_catalog.current_setting('pg_tend.capture_literals', true) AS literals,
           pg_catalog.current_setting('pg_tend.capture_waits', true) AS waits,
           pg_catalog.current_setting('pg_tend.capture_errors', true) AS errors,
           -- for the log, LOG ranks above ERROR
           pg_catalog.current_setting('log_min_messages') IN ('log', 'fatal', 'panic') AS unlogged) s
WHERE c.memory_epoch <> 0
UNION ALL
-- each can be set by itself, so no setting can refuse the order; a level whose bound is above the next is never reached
SELECT 'error rates', pg_catalog.format('warning %s, high %s, critical %s', r.warning, r.high, r.critical), false,
       'pg_tend.error_rate_warning, _high and _critical must not fall: the level of tend.errors() is the highest whose bound is reached.'
FROM (SELECT pg_catalog.current_setting('pg_tend.error_rate_warning', true)::float8 AS warning,
             pg_catalog.current_setting('pg_tend.error_rate_high', true)::float8 AS high,
             pg_catalog.current_setting('pg_tend.error_rate_critical', true)::float8 AS critical) r
WHERE NOT (r.warning <= r.high AND r.high <= r.critical)
UNION ALL
SELECT 'last advice',
       CASE WHEN a.run_id IS NULL THEN 'none yet'
            ELSE pg_catalog.format('run %s, %s: %s', a.run_id, pg_catalog.to_char(a.at, 'YYYY-MM-DD HH24:MI'),
                                   pg_catalog.replace(a.verdict, '_', ' ')) END,
       CASE WHEN a.verdict <> 'not_enough_data' AND w.every <> '0' THEN true END,
       CASE WHEN a.verdict = 'not_enough_data' THEN pg_catalog.format('There was nothing to advise on: %s.', a.reason)
            WHEN w.every = '0' THEN 'pg_tend.advise_interval = 0: the worker gives no advice. SELECT * FROM tend.recommend_indexes(); does.'
            WHEN a.run_id IS NULL AND w.preloaded THEN pg_catalog.format('The worker advises every %s, once there is a history.', w.every)
            WHEN a.run_id IS NULL THEN 'Without the worker advice is given when asked: SELECT * FROM tend.recommend_indexes();' END
FROM (SELECT memory_epoch <> 0 AS preloaded,
             coalesce(pg_catalog.current_setting('pg_tend.advise_interval', true), '') AS every
        FROM tend.capture_state()) w
LEFT JOIN LATERAL (
    SELECT * FROM tend.advice_runs r WHERE r.source = 'history' ORDER BY r.run_id DESC LIMIT 1) a ON true;
COMMENT ON VIEW tend.history_status IS
'The rows of tend.status that are about the history: item, value, ok, hint';
GRANT SELECT ON tend.history_status TO PUBLIC;
