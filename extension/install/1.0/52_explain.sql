/* ---- explaining a recommendation ------------------------------------------------------------ */

/* Everything here is read through tend.recommendations, which hides what its reader may not see. */
CREATE FUNCTION tend.explain_recommendation(id bigint)
RETURNS TABLE (section text, "position" integer, item text, detail jsonb)
LANGUAGE plpgsql STABLE CALLED ON NULL INPUT PARALLEL SAFE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    r tend.recommendations;
    sees_sessions bool := pg_has_role('pg_read_all_stats', 'USAGE');
BEGIN
    IF explain_recommendation.id IS NULL THEN
        RAISE EXCEPTION 'id must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    SELECT v.* INTO r FROM tend.recommendations v
     WHERE v.recommendation_id = explain_recommendation.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'recommendation % does not exist', explain_recommendation.id
            USING ERRCODE = 'undefined_object', HINT = 'tend.recommendations lists them.';
    END IF;

    RETURN QUERY VALUES
        ('summary', 1, r.reason,
         jsonb_build_object('state', r.state, 'relation', r.relation, 'ddl', r.ddl, 'kind', r.index_kind,
             'source', r.source, 'run_id', r.run_id, 'confidence', r.confidence, 'risk', r.risk,
             'effort', r.effort, 'priority', r.priority, 'existing_index', r.existing_index)),
        ('summary', 2, format('Without it, and with the rest of the set, the workload would cost %s %% of today''s estimated cost more.',
                              round((r.benefit * 100)::numeric, 1)),
         jsonb_build_object('benefit', r.benefit, 'cost_before', r.cost_before, 'cost_after', r.cost_after,
             'write_cost', r.write_cost, 'ms_per_hour', r.ms_per_hour)),
        ('summary', 3, CASE WHEN r.break_even_calls_per_day > 0
             THEN format('It pays from %s calls a day of its statements on.', ceil(r.break_even_calls_per_day))
             ELSE 'No writes of its table are known that would make it pay only from some number of calls on.' END,
         jsonb_build_object('break_even_calls_per_day', r.break_even_calls_per_day)),
        ('summary', 4, format('It takes about %s s to build and %s on disk.',
                              round(r.build_seconds::numeric, 1), pg_size_pretty(r.size_bytes)),
         jsonb_build_object('build_seconds', r.build_seconds, 'size_bytes', r.size_bytes));

    RETURN QUERY
    SELECT 'statement', e.n::integer,
           format('Statement %s: estimated cost %s -> %s per call', e.q->>'queryid',
                  round((e.q->>'cost_before')::numeric, 2), round((e.q->>'cost_after')::numeric, 2))
           || coalesce('; ' || nullif(e.q->>'change', ''), ''),
           e.q || jsonb_build_object('marginal_gain',
                      ((e.q->>'without')::float8 - (e.q->>'cost_after')::float8) * (e.q->>'calls')::float8)
      FROM jsonb_array_elements(r.evidence) WITH ORDINALITY AS e(q, n) ORDER BY e.n;

    RETURN QUERY
    SELECT 'rival', v.n::integer, format('%s: %s', v.rival->>'definition', v.rival->>'reason'), v.rival
      FROM unnest(r.rivals) WITH ORDINALITY AS v(rival, n) ORDER BY v.n;

    RETURN QUERY
    SELECT 'prerequisite', p.n::integer, p.what, NULL::jsonb
      FROM unnest(r.prerequisites) WITH ORDINALITY AS p(what, n) ORDER BY p.n;
    RETURN QUERY
    WITH own AS (SELECT substring(r.undo_ddl FROM '^DROP INDEX (?:CONCURRENTLY )?(.*)$') AS name)
    SELECT 'check', c.n, CASE WHEN c.ok IS FALSE THEN 'NOT SO: ' ELSE '' END || c.what,
           jsonb_build_object('ok', c.ok)
      FROM own, LATERAL (VALUES
        (1, 'no index of this definition exists' || coalesce(' but ' || r.existing_index, ''), r.existing_index IS NULL),
        -- what is built under a name that somebody took meanwhile fails, and the undo would drop theirs
        (2, 'the index''s name is free, or this index''s own', own.name IS NULL OR NOT EXISTS (
            SELECT FROM pg_class c WHERE c.oid = to_regclass(own.name)
                AND (r.existing_index IS NULL OR c.oid IS DISTINCT FROM to_regclass(r.existing_index)))),
        (3, 'no index is being built on the table now', CASE WHEN sees_sessions THEN
            NOT EXISTS (SELECT FROM pg_stat_progress_create_index b WHERE b.relid = r.relid) END),
        (4, 'no transaction has been open for more than 5 minutes', CASE WHEN sees_sessions THEN
            NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = current_database()
                           AND a.xact_start < clock_timestamp() - interval '5 minutes') END),
        (5, 'no prepared transaction is open',
            NOT EXISTS (SELECT FROM pg_prepared_xacts x WHERE x.database = current_database()))
      ) AS c(n, what, ok)
     WHERE r.steps IS NOT NULL ORDER BY c.n;

    RETURN QUERY
    SELECT 'step', s.n::integer, s.step->>'title',
           s.step || jsonb_build_object('lock_level', split_part(s.step->>'lock', ' (', 1))
           -- what a drop frees is known only now
           || coalesce((SELECT jsonb_build_object('bytes', -8192 * c.relpages::bigint)
                          FROM unnest(r.replaces) AS old(name) JOIN pg_class c ON c.oid = to_regclass(old.name)
                         WHERE s.step->>'sql' = 'DROP INDEX CONCURRENTLY ' || old.name), '{}')
      FROM jsonb_array_elements(r.steps) WITH ORDINALITY AS s(step, n) ORDER BY s.n;
    RETURN QUERY
    SELECT 'watch', s.n::integer, s.step->>'watch', NULL::jsonb
      FROM jsonb_array_elements(r.steps) WITH ORDINALITY AS s(step, n)
     WHERE s.step->>'watch' <> '' ORDER BY s.n;
    -- the last step is undone first
    RETURN QUERY
    SELECT 'undo', row_number() OVER (ORDER BY s.n DESC)::integer, s.step->>'undo',
           jsonb_build_object('step', s.n)
      FROM jsonb_array_elements(r.steps) WITH ORDINALITY AS s(step, n)
     WHERE s.step->>'undo' <> '' ORDER BY s.n DESC;

    RETURN QUERY
    SELECT w.section, w.n::integer, w.what, NULL::jsonb
      FROM (SELECT 'risk', n, what FROM unnest(r.risk_reasons) WITH ORDINALITY AS x(what, n)
            UNION ALL
            SELECT 'effort', n, what FROM unnest(r.effort_reasons) WITH ORDINALITY AS x(what, n)
            UNION ALL
            SELECT 'tradeoff', n, what FROM unnest(r.tradeoffs) WITH ORDINALITY AS x(what, n))
           AS w(section, n, what)
     ORDER BY array_position('{risk,effort,tradeoff}', w.section), w.n;
END
$$;
COMMENT ON FUNCTION tend.explain_recommendation(bigint) IS
'Why a recommendation was made and how to carry it out, as sections in this order: summary (reason, marginal benefit, break-even calls per day, build seconds and bytes), statement (one a statement that uses it: cost per call before and after in planner units, what changes in its plan, marginal_gain over the workload''s calls), rival (what else was considered and the rule that decided), prerequisite, check (ok as of now; NULL: this role may not look; the item of one that is not begins with NOT SO), step (sql, undo, lock_level, estimated seconds and bytes), watch, undo (last step first), risk, effort, tradeoff. Texts that tend.recommendations hides are left out. Errors: 42704 unknown id, 22004 NULL.';
