/* ---- the plan of what is open ---------------------------------------------------------------- */

CREATE FUNCTION tend.optimization_plan(storage_budget bigint DEFAULT NULL, horizon interval DEFAULT '30 days')
RETURNS TABLE (
    phase integer, "position" integer, recommendation_id bigint, action text, relation text, relid oid,
    ddl text, undo_ddl text, starts_after_seconds float8, seconds float8, bytes bigint,
    total_bytes bigint, benefit float8, total_benefit float8, total_saved_ms float8, risk text,
    "window" text, conflicts bigint[], reason text)
LANGUAGE c STABLE CALLED ON NULL INPUT PARALLEL UNSAFE ROWS 10 COST 10000
AS 'MODULE_PATHNAME', 'pg_tend_optimization_plan';
COMMENT ON FUNCTION tend.optimization_plan(bigint, interval) IS
'The open index recommendations (proposed or approved, not built yet) of the history as a plan; those of given texts (adhoc) only where there are none of the history. Phases follow each other, the builds of one run side by side; phase 0: left out (action subsumed, over_budget or beyond_horizon). storage_budget in bytes for all built indexes, NULL: pg_tend.storage_budget; horizon > 0, NULL: 30 days. seconds, bytes and gains are estimates; total_bytes (net), total_benefit (share of the workload''s cost, at most 1) and total_saved_ms (execution time won back by the end of the horizon, measured history only) are of the plan up to the row; conflicts: recommendations whose builds must not run beside it. Indexes that become redundant are dropped in the last phase, a day after the last build. Changes nothing. Errors: 22023 for a negative budget or a horizon that is not positive.';
