/* ---- the background worker ------------------------------------------------------------------ */

CREATE FUNCTION tend.worker_state(
    OUT database text, OUT state text, OUT sampled_at timestamptz, OUT interval_ms float8,
    OUT asked_interval_ms float8, OUT cpu_fraction float8, OUT last_error text,
    OUT samples bigint, OUT failures bigint, OUT launcher_pid integer)
RETURNS SETOF record
LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'pg_tend_worker_state';
COMMENT ON FUNCTION tend.worker_state() IS
'What the background worker knows of every database since the server started: state is sampled, no extension, not listed, no worker slot, failed or not sampled yet; interval_ms is what asked_interval_ms was stretched to; cpu_fraction is the share of one core that sampling takes. No rows without shared_preload_libraries.';
REVOKE EXECUTE ON FUNCTION tend.worker_state() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tend.worker_state() TO pg_monitor;

CREATE FUNCTION tend.worker_summary(
    OUT preloaded boolean, OUT enabled boolean, OUT launcher_pid integer, OUT left_out integer,
    OUT state text, OUT sampled_at timestamptz, OUT interval_ms float8, OUT asked_interval_ms float8,
    OUT last_error text)
RETURNS record
LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'pg_tend_worker_summary';
COMMENT ON FUNCTION tend.worker_summary() IS
'What the background worker knows of this database; read tend.status instead';

CREATE FUNCTION tend.wake_worker() RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pg_tend_wake_worker';
COMMENT ON FUNCTION tend.wake_worker() IS
'Makes the background worker look at this database when the transaction has committed, for example after ALTER DATABASE ... SET pg_tend.sample_interval. Does nothing without a worker.';
REVOKE EXECUTE ON FUNCTION tend.wake_worker() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tend.wake_worker() TO tend_admin;

CREATE VIEW tend.worker_status AS
WITH worker AS (
    SELECT *, pg_catalog.pg_is_in_recovery() AS standby,
           state IS NULL AND left_out > 0 AS waits,
           -- A late sample is one that two more should have followed.
           sampled_at < pg_catalog.clock_timestamp() - 3 * interval_ms * interval '1 ms' - interval '10 s' AS late
    FROM tend.worker_summary())
SELECT 'worker' AS item,
       CASE WHEN NOT preloaded THEN 'not preloaded'
            WHEN standby THEN 'waits for promotion'
            WHEN NOT enabled THEN 'disabled'
            WHEN launcher_pid IS NULL THEN 'not running'
            WHEN state IN ('failed', 'no worker slot', 'not listed') THEN state
            WHEN waits THEN 'waits for its turn'
            ELSE 'running' END AS value,
       coalesce(preloaded AND (standby OR (enabled AND launcher_pid IS NOT NULL AND NOT waits
                AND coalesce(state, '') NOT IN ('failed', 'no worker slot', 'not listed'))), false) AS ok,
       CASE WHEN NOT preloaded THEN
            'Nothing is sampled by itself. Add pg_tend to shared_preload_libraries and restart, or call tend.sample() regularly.'
            WHEN standby THEN 'A standby is not sampled: its history is the primary''s.'
            WHEN NOT enabled THEN 'Set pg_tend.enabled = on and reload.'
            WHEN launcher_pid IS NULL THEN
            'It starts again within seconds if it was ended. If it does not, raise max_worker_processes (now '
            || pg_catalog.current_setting('max_worker_processes') || ') and restart; the server log says more.'
            WHEN state = 'no worker slot' THEN
            'Every background worker slot is in use; it is tried again. Raise max_worker_processes (now '
            || pg_catalog.current_setting('max_worker_processes') || ') and restart.'
            WHEN state = 'not listed' THEN
            'Add this database to pg_tend.databases (now ' || pg_catalog.current_setting('pg_tend.databases')
            || ') and reload, or set it to '''' for all.'
            WHEN state = 'failed' THEN
            'It is tried again. Last error: ' || coalesce(last_error, 'shown to members of pg_monitor') || '.'
            WHEN left_out > 0 THEN
            left_out || ' databases more than there is room for: they take turns of ten minutes. Name those that matter in pg_tend.databases.' END AS hint
FROM worker
UNION ALL
SELECT 'sampling',
       CASE WHEN sampled_at IS NULL THEN 'no sample yet'
            ELSE 'every ' || pg_catalog.round((interval_ms / 1000)::numeric, 1) || ' s, last '
                 || pg_catalog.round(greatest(extract(epoch FROM pg_catalog.clock_timestamp() - sampled_at), 0), 1)
                 || ' s ago' END,
       sampled_at IS NULL OR NOT late,
       CASE WHEN sampled_at IS NULL THEN 'The first is taken within seconds.'
            WHEN late THEN 'Samples are overdue. See last_error of tend.worker_state() and the server log.'
            WHEN interval_ms > asked_interval_ms THEN
            'Stretched from ' || pg_catalog.round((asked_interval_ms / 1000)::numeric, 1)
            || ' s, so that sampling stays below 0.5 % of one core.' END
FROM worker
WHERE preloaded AND enabled AND NOT standby AND launcher_pid IS NOT NULL
      AND NOT waits AND coalesce(state, '') NOT IN ('not listed', 'no extension')
UNION ALL
-- a misspelt name looks like one of a database that is still to come
SELECT 'databases', pg_catalog.format('not there: %s', missing.names), false,
       'pg_tend.databases names what does not exist: correct the name (as it is spelt; in double quotes unless lower case), or create the database.'
FROM (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(n.name), ', ' ORDER BY n.name) AS names
        FROM pg_catalog.regexp_matches(pg_catalog.current_setting('pg_tend.databases', true), '"(?:[^"]|"")*"|[^,"]+', 'g') AS m(part)
       CROSS JOIN LATERAL (SELECT pg_catalog.btrim(m.part[1]) AS part) p
       CROSS JOIN LATERAL (
             SELECT CASE WHEN p.part LIKE '"%' THEN pg_catalog.replace(pg_catalog.substr(p.part, 2, pg_catalog.length(p.part) - 2), '""', '"')
                         ELSE pg_catalog.lower(p.part) END AS name) n
       WHERE n.name <> '' AND NOT EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datname = n.name)) missing
WHERE missing.names IS NOT NULL
UNION ALL
SELECT 'advice', 'not by the worker', false,
       'The worker advises on the statements of all roles only if it may see them: run GRANT pg_read_all_stats TO '
       || pg_catalog.quote_ident(r.rolname) || ', or set pg_tend.advise_interval = 0.'
FROM worker, pg_catalog.pg_roles r
WHERE preloaded AND enabled AND NOT standby
  AND r.rolname = (pg_catalog.parse_ident(nullif(pg_catalog.current_setting('pg_tend.worker_role', true), '')))[1]
  AND pg_catalog.current_setting('pg_tend.advise_interval', true) <> '0'
  AND NOT pg_catalog.pg_has_role(r.oid, 'pg_read_all_stats', 'USAGE');
COMMENT ON VIEW tend.worker_status IS 'The lines of tend.status about the background worker';
GRANT SELECT ON tend.worker_status TO PUBLIC;

-- So that the first sample does not wait for the next round.
SELECT tend.wake_worker();
