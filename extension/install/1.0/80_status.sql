/* ---- the state of the installation ---------------------------------------------------------- */

CREATE FUNCTION tend.module_state(OUT preloaded boolean, OUT module_version text)
RETURNS record
LANGUAGE c VOLATILE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_module_state';
COMMENT ON FUNCTION tend.module_state() IS
'What only the loaded library knows; read tend.status instead';

CREATE VIEW tend.status AS
WITH module AS (SELECT * FROM tend.module_state()),
     statements AS (
         SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'pg_stat_statements') AS installed,
                pg_catalog.current_setting('pg_stat_statements.max', true) IS NOT NULL AS loaded,
                -- absent for a role that may not read every setting
                (SELECT setting FROM pg_catalog.pg_settings WHERE name = 'shared_preload_libraries') AS libraries),
     -- one line for both, so that no row's hint undoes another's
     line AS (
         SELECT 'shared_preload_libraries = '''
                || pg_catalog.concat_ws(', ', nullif(libraries, ''),
                                        CASE WHEN NOT loaded OR libraries IS NULL THEN 'pg_stat_statements' END,
                                        CASE WHEN NOT preloaded OR libraries IS NULL THEN 'pg_tend' END)
                || '''' AS preload
         FROM module, statements)
SELECT 'version' AS item,
       (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pg_tend') AS value,
       module_version = (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pg_tend') AS ok,
       CASE WHEN module_version <> (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pg_tend')
            THEN 'The library is version ' || module_version || '. Run ALTER EXTENSION pg_tend UPDATE.' END AS hint
FROM module
UNION ALL
SELECT 'mode', 'observe', true, 'Advice only: nothing is ever executed.'
UNION ALL
SELECT 'preload', CASE WHEN preloaded THEN 'yes' ELSE 'no' END, preloaded,
       CASE WHEN NOT preloaded THEN
            'Advice works without it. For a worker that samples history, and for captured waits, errors and texts, set '
            || preload || ' and restart.' END
FROM module, line
UNION ALL
SELECT 'pg_stat_statements',
       CASE WHEN installed AND loaded THEN 'ready'
            WHEN loaded THEN 'loaded, not created in this database'
            WHEN installed THEN 'created, not loaded'
            ELSE 'missing' END,
       installed AND loaded,
       CASE WHEN NOT loaded THEN
            'Without it there is no workload to read; tend.recommend_indexes(queries => ...) still works. Set ' || preload || ', restart, and run CREATE EXTENSION pg_stat_statements.'
            WHEN NOT installed THEN 'Run CREATE EXTENSION pg_stat_statements.' END
FROM statements, line
UNION ALL
SELECT 'statement texts',
       CASE WHEN pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') THEN 'all' ELSE 'own only' END,
       pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE'),
       CASE WHEN NOT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
            THEN 'Run GRANT pg_read_all_stats TO ' || pg_catalog.quote_ident(current_user) || ' to see every role''s statements.' END
UNION ALL
SELECT 'compute_query_id', s.setting,
       s.setting <> 'off',
       CASE WHEN s.setting = 'off' THEN 'pg_stat_statements records nothing. Set compute_query_id = auto.' END
FROM pg_catalog.pg_settings s WHERE s.name = 'compute_query_id'
UNION ALL
SELECT item, value, ok, hint FROM tend.worker_status
UNION ALL
SELECT item, value, ok, hint FROM tend.history_status
UNION ALL
SELECT 'hooks',
       captured || ' captured, ' || dropped + too_long || ' dropped, ' || captures_lost::bigint || ' overwritten before a sample read them',
       hook_failures = 0 AND coalesce(d.lost, 0) <= 0.1,
       CASE WHEN hook_failures > 0 THEN hook_failures || ' failures inside our hooks since the server started; no statement was harmed. The server log tells them at DEBUG1.'
            WHEN d.lost > 0.1 THEN 'Executions are captured faster than samples read them: ' || pg_catalog.round((d.lost * 100)::numeric)
                 || ' % of the last day''s were overwritten, and percentiles, which rest on the moments before samples, are called estimated. Lower pg_tend.capture_rate or pg_tend.sample_interval.' END
FROM tend.capture_state() c, tend.sampler_state s,
     (SELECT pg_catalog.sum(i.captures_lost) / nullif(pg_catalog.sum(i.captures), 0) AS lost
        FROM tend.intervals_since('1 day', 2000) i) d
WHERE c.memory_epoch <> 0
UNION ALL
SELECT 'waits and errors', wait_entries || CASE wait_entries WHEN 1 THEN ' kind' ELSE ' kinds' END || ' of waits, ' || error_entries || ' of errors in all databases',
       wait_overflow + error_overflow = 0,
       CASE WHEN wait_overflow + error_overflow > 0 THEN
            'Since the server started ' || wait_overflow || ' sightings of waits and ' || error_overflow
            || ' errors found no room in shared memory: tend.waits() and tend.errors() show too little.' END
FROM tend.capture_state() WHERE memory_epoch <> 0;
COMMENT ON VIEW tend.status IS
'What works and what is missing, with the line to add: item, value, ok, hint';

GRANT SELECT ON tend.status TO PUBLIC;
