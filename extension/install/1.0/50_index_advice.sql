/* ---- index advice --------------------------------------------------------------------------- */

CREATE FUNCTION tend.what_if(query text, indexes text[],
    OUT cost_before float8, OUT cost_after float8, OUT benefit float8, OUT used text[], OUT plan json)
RETURNS record
LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pg_tend_what_if';
COMMENT ON FUNCTION tend.what_if(text, text[]) IS
'Plans one statement as if the indexes existed. Elements are CREATE INDEX statements (btree, hash, gin, brin) or DROP INDEX x, which hides x. Costs in planner units; benefit = (cost_before - cost_after) / cost_before; used = the elements the plan uses, verbatim; plan = EXPLAIN (FORMAT JSON) of the plan after. Executes nothing. Errors: 42501 as EXPLAIN, 42P01, 42601, 0A000 other access methods or utility statements.';

CREATE FUNCTION tend.recommend_indexes(
    storage_budget bigint DEFAULT NULL, queries text[] DEFAULT NULL, calls bigint[] DEFAULT NULL,
    max_columns integer DEFAULT 4, max_indexes integer DEFAULT NULL,
    time_limit interval DEFAULT '30 s')
RETURNS TABLE (
    recommendation_id bigint, run_id bigint, relation text, relid oid, kind text, method text,
    ddl text, replaces text[], benefit float8, cost_before float8, cost_after float8,
    size_bytes bigint, write_cost float8, confidence float8, risk text, priority integer,
    break_even_calls_per_day float8, build_seconds float8, queryids bigint[], reason text)
LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE ROWS 10 COST 100000
AS 'MODULE_PATHNAME', 'pg_tend_recommend_indexes';
COMMENT ON FUNCTION tend.recommend_indexes(bigint, text[], bigint[], integer, integer, interval) IS
'Recommends a set of indexes for a workload: the given texts weighted by calls, or pg_stat_statements. storage_budget in bytes for the set; max_columns >= 1 keys an index; max_indexes >= 0; time_limit > 0. Rows in order of priority. Changes nothing; records the run and its recommendations. Costs in planner units, fractions 0 to 1, estimates all. Errors: 22023 bad arguments. How to read it: docs/methods/index-advice.md.';

CREATE FUNCTION tend.dismiss(id bigint, reason text DEFAULT NULL) RETURNS text
LANGUAGE c VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pg_tend_dismiss';
COMMENT ON FUNCTION tend.dismiss(bigint, text) IS
'Turns a recommendation down: it is not shown again until its benefit doubles or 30 days have passed. Returns the new state. Errors: 42704 unknown id, 55000 not open any more.';
REVOKE EXECUTE ON FUNCTION tend.dismiss(bigint, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tend.dismiss(bigint, text) TO tend_admin;

CREATE VIEW tend.advice_runs AS
SELECT run_id, at, source, planned, skipped, cost_before, cost_after, planner_calls, stopped_by,
       verdict, reason
FROM tend.advice_run;
COMMENT ON VIEW tend.advice_runs IS
'Runs of tend.recommend_indexes(): statements planned and skipped, workload cost today and with the recommended set, planner calls, why it stopped, and the verdict';

/* Whoever may see a statement's text: the role that ran it, its members, and pg_read_all_stats. */
CREATE VIEW tend.unindexable WITH (security_barrier) AS
SELECT u.run_id, u.queryid,
       CASE WHEN v.visible THEN u.query ELSE '<insufficient privilege>' END AS query,
       u.class,
       CASE WHEN v.visible THEN u.reason ELSE '<insufficient privilege>' END AS reason,
       CASE WHEN v.visible THEN u.hint ELSE '<insufficient privilege>' END AS hint
FROM tend.unindexable_statement u
CROSS JOIN LATERAL (
    SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
        OR EXISTS (SELECT FROM pg_catalog.pg_roles r
                   WHERE r.rolname OPERATOR(pg_catalog.=) u.role
                     AND pg_catalog.pg_has_role(r.oid, 'USAGE')) AS visible) v;
COMMENT ON VIEW tend.unindexable IS
'Statements that got no index advice, a row a statement and run: a short stable class, the reason, and what to do about it: an error when it was planned, a table that takes no index, or a clause that no index serves as it is written (leading_wildcard, type_mismatch, function_on_column, or_across_columns, not_equal)';

/* A recommendation's texts show to those who may see every statement behind it and read every
   column it names. relid is looked up by name: an oid does not survive a dump. Somebody may have
   built the index since: definitions are compared from the table's name on, as the server spells
   them, because the name of the index is free, and without parentheses, which the server leaves out
   around a function.
   A run ranks its own set only, and one with a limit leaves older ones open: so the rank among all
   that are open is made here. Of adhoc runs each is of another workload, and the newest comes first. */
CREATE VIEW tend.recommendations WITH (security_barrier) AS
SELECT r.recommendation_id, r.run_id, r.source, r.kind, r.index_kind, r.state,
       r.target AS relation, v.relid,
       CASE WHEN v.visible THEN r.ddl ELSE '<insufficient privilege>' END AS ddl,
       CASE WHEN v.visible THEN r.undo_ddl ELSE '<insufficient privilege>' END AS undo_ddl,
       r.replaces, r.benefit, r.ms_per_hour, r.cost_before, r.cost_after, r.size_bytes,
       r.write_cost, r.break_even_calls_per_day, r.build_seconds, r.confidence, r.risk,
       CASE WHEN v.visible THEN r.risk_reasons END AS risk_reasons,
       r.effort,
       CASE WHEN v.visible THEN r.effort_reasons END AS effort_reasons,
       CASE WHEN r.open THEN r.place::integer END AS priority, r.score,
       CASE WHEN v.visible THEN r.prerequisites END AS prerequisites,
       CASE WHEN v.visible THEN r.steps END AS steps,
       CASE WHEN v.visible THEN r.tradeoffs END AS tradeoffs,
       r.queryids,
       CASE WHEN v.visible THEN r.evidence END AS evidence,
       -- a rival may be on columns that the index itself is not on
       CASE WHEN v.visible THEN ARRAY(
           SELECT e.rival OPERATOR(pg_catalog.-) 'columns'
           FROM pg_catalog.jsonb_array_elements(r.rivals) WITH ORDINALITY AS e(rival, n)
           WHERE NOT EXISTS (
               SELECT FROM pg_catalog.jsonb_array_elements_text(e.rival OPERATOR(pg_catalog.->) 'columns') AS named(attname)
               WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                                 WHERE a.attrelid OPERATOR(pg_catalog.=) t.relid
                                   AND a.attname OPERATOR(pg_catalog.=) named.attname::pg_catalog.name
                                   AND pg_catalog.has_column_privilege(t.relid, a.attnum, 'SELECT')))
           ORDER BY e.n) END AS rivals,
       CASE WHEN v.visible THEN r.reason ELSE '<insufficient privilege>' END AS reason,
       r.dismissed_at,
       CASE WHEN v.visible THEN r.dismiss_reason END AS dismiss_reason,
       r.created_at, r.updated_at,
       (SELECT pg_catalog.min(i.indexrelid::pg_catalog.regclass::text) FROM pg_catalog.pg_index i
        CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_indexdef(i.indexrelid) AS def) d
        WHERE i.indrelid OPERATOR(pg_catalog.=) t.relid AND i.indisvalid
          AND r.kind OPERATOR(pg_catalog.=) 'index_build'
          AND pg_catalog.strpos(r.ddl, r.target || ' USING ') OPERATOR(pg_catalog.>) 0
          AND pg_catalog.strpos(d.def, r.target || ' USING ') OPERATOR(pg_catalog.>) 0
          AND pg_catalog.translate(
                  pg_catalog.substr(d.def, pg_catalog.strpos(d.def, r.target || ' USING ')), '()', '')
              OPERATOR(pg_catalog.=) pg_catalog.translate(
                  pg_catalog.substr(r.ddl, pg_catalog.strpos(r.ddl, r.target || ' USING ')), '()', '')
       ) AS existing_index,
       -- adhoc runs are of different workloads: the latest says nothing of the others' finds
       CASE r.source WHEN 'history' THEN r.run_id OPERATOR(pg_catalog.=) (
           SELECT pg_catalog.max(a.run_id) FROM tend.advice_run a
           WHERE a.source OPERATOR(pg_catalog.=) 'history') END AS in_latest_run
FROM (SELECT o.*, s.open, pg_catalog.row_number() OVER (
          PARTITION BY o.source, s.open
          ORDER BY CASE o.source WHEN 'adhoc' THEN o.run_id END DESC, o.score DESC, o.priority, o.recommendation_id) AS place
      FROM tend.recommendation o
      CROSS JOIN LATERAL (SELECT o.state OPERATOR(pg_catalog.=) ANY (
          '{proposed,approved,applying,verifying,inconclusive}'::text[]) AS open) s) r
LEFT JOIN LATERAL (
    SELECT c.oid AS relid FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
    WHERE n.nspname OPERATOR(pg_catalog.=) r.schema_name
      AND c.relname OPERATOR(pg_catalog.=) r.relation_name) t ON true
CROSS JOIN LATERAL (
    SELECT t.relid,
           (pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
            OR NOT EXISTS (
                SELECT FROM pg_catalog.unnest(r.roles) AS whose(role)
                WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles p
                                  WHERE p.rolname OPERATOR(pg_catalog.=) whose.role
                                    AND pg_catalog.pg_has_role(p.oid, 'USAGE'))))
           AND NOT EXISTS (
                SELECT FROM pg_catalog.unnest(r.columns) AS named(attname)
                WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a
                                  WHERE a.attrelid OPERATOR(pg_catalog.=) t.relid
                                    AND a.attname OPERATOR(pg_catalog.=) named.attname::pg_catalog.name
                                    AND pg_catalog.has_column_privilege(t.relid, a.attnum, 'SELECT')))
           AS visible) v;
COMMENT ON VIEW tend.recommendations IS
'Every recommendation with its expected impact, risk, effort, steps and undo. benefit: share of the workload''s estimated cost; ms_per_hour: measured execution time it would win back, estimated, NULL for given texts; source: history (the whole workload) or adhoc (given texts, or what one role may see of it); existing_index: an index of this very definition that exists by now; priority: rank among the open ones of its source, NULL for others; in_latest_run: the newest run over the history chose it, else its figures are those of the earlier run run_id; NULL for adhoc; state: proposed, approved, applying, verifying, kept, rolled_back, dismissed, superseded, failed, inconclusive';

GRANT SELECT ON tend.advice_runs, tend.unindexable, tend.recommendations TO PUBLIC;

