/* ---- what is captured ----------------------------------------------------------------------- */

CREATE FUNCTION tend.capture_state(
    OUT captured bigint, OUT dropped bigint, OUT too_long bigint, OUT hook_failures bigint,
    OUT wait_entries integer, OUT wait_overflow bigint, OUT error_entries integer,
    OUT memory_epoch bigint, OUT error_overflow bigint)
RETURNS record
LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'pg_tend_capture_state';
COMMENT ON FUNCTION tend.capture_state() IS
'What the shared memory of the whole server has counted since it was made: records of executions written, dropped for want of room, and left out because their text is too long; failures of our hooks; entries of the tables of wait events and errors, and sightings and errors without room. memory_epoch is 0 without shared_preload_libraries, and changes when the server starts or restarts';

/* Texts and values of every role: for superusers, and nobody is to be granted it by us. */
CREATE FUNCTION tend.captured_now()
RETURNS TABLE (
    queryid bigint, userid oid, finished boolean, duration_ms float8, planned_rows float8,
    actual_rows float8, query text, parameters text[], parameter_types regtype[], search_path text)
LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED ROWS 100
AS 'MODULE_PATHNAME', 'pg_tend_captured_now';
COMMENT ON FUNCTION tend.captured_now() IS
'The latest captured executions of this database that are still in shared memory, oldest first: at the start the text with its bound values, if pg_tend.capture_literals is on; at the end duration and rows. A value is NULL if it was NULL, or, with type 0, if it is not known';
REVOKE EXECUTE ON FUNCTION tend.captured_now() FROM PUBLIC;
