/* ---- reading statements --------------------------------------------------------------------- */

CREATE FUNCTION tend.complexity(query text,
    OUT score numeric(3,1), OUT statement_class text, OUT level text, OUT joins integer,
    OUT subqueries integer, OUT ctes integer, OUT set_operations integer, OUT aggregates integer,
    OUT window_functions integer, OUT function_calls integer, OUT predicates integer,
    OUT depth integer, OUT join_graph text, OUT cartesian boolean, OUT reasons text[])
RETURNS record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_complexity';
COMMENT ON FUNCTION tend.complexity(text) IS
'Scores how complex one SQL statement is, from its parse tree alone: 1.0 (a single table) to 10.0; NULL for utility statements. Errors: 42601 bad text or several statements, 54001 nested too deep, 54000 longer than 256 KiB. The formula is in docs/methods/complexity.md.';

CREATE FUNCTION tend.fingerprint(query text) RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pg_tend_fingerprint';
COMMENT ON FUNCTION tend.fingerprint(text) IS
'Sixteen hex digits that are equal for statements that differ in literals, parameters and layout only. Errors as tend.complexity().';

