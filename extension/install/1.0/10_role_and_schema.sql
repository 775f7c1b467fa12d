/* ---- the role that may act ------------------------------------------------------------------ */

DO $$
DECLARE
    may_log_in pg_catalog.bool;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) 'tend_admin') THEN
        BEGIN
            CREATE ROLE tend_admin NOLOGIN;
        -- another session was first, perhaps one that creates the extension in another database
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    SELECT rolcanlogin INTO may_log_in FROM pg_catalog.pg_roles WHERE rolname OPERATOR(pg_catalog.=) 'tend_admin';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'role "tend_admin" was made by another session meanwhile'
            USING ERRCODE = 'serialization_failure', HINT = 'Run CREATE EXTENSION again.';
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

