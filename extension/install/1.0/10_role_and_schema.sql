/* ---- the role that may act ------------------------------------------------------------------ */

DO $$
DECLARE
    may_log_in pg_catalog.bool;
BEGIN
    SELECT rolcanlogin INTO may_log_in FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) 'tend_admin';
    IF NOT FOUND THEN
        BEGIN
            CREATE ROLE tend_admin NOLOGIN;
        -- a session that creates the extension in another database at this moment was first
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    ELSIF may_log_in THEN
        RAISE EXCEPTION 'role "tend_admin" exists and can log in'
            USING ERRCODE = 'object_not_in_prerequisite_state',
                  HINT = 'pg_tend grants this role the right to act. Run ALTER ROLE tend_admin NOLOGIN, or rename the role.';
    END IF;
END
$$;

CREATE SCHEMA tend;
GRANT USAGE ON SCHEMA tend TO PUBLIC;
COMMENT ON SCHEMA tend IS 'pg_tend: workload and index advice of this database';

