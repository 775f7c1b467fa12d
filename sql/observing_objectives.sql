-- tend.set_objective(): who may, what is refused, what is kept.
CREATE EXTENSION pg_tend;
-- a query id that the history knows, and below some that it does not
INSERT INTO tend.statement (statement_id, queryid, userid, role, query, first_seen) VALUES (1, 6, 10, 'postgres', 'SELECT 6', now());
SELECT tend.set_objective(6), tend.set_objective(6, NULL, NULL, NULL);
SELECT tend.set_objective(7);
SELECT tend.set_objective(8, 20, 60, 90);
SELECT tend.set_objective(-9, p99_ms => 1000);
SELECT queryid, mean_ms, p95_ms, p99_ms, set_by, set_at <= clock_timestamp() AS dated FROM tend.objectives ORDER BY 1;
-- again, and back
SELECT tend.set_objective(8, 20, 20, 20);
SELECT tend.set_objective(7, NULL, NULL, NULL), tend.set_objective(70, NULL, NULL, NULL);
SELECT queryid, mean_ms, p95_ms, p99_ms FROM tend.objectives ORDER BY 1;

SELECT tend.set_objective(NULL);
SELECT tend.set_objective(1, NULL);
SELECT tend.set_objective(1, 0);
SELECT tend.set_objective(1, -5);
SELECT tend.set_objective(1, 'NaN');
SELECT tend.set_objective(1, 1, 2, 'Infinity');
SELECT tend.set_objective(1, 10, 5, 20);
SELECT tend.set_objective(1, 10, 50, 20);
SELECT count(*) FROM tend.objectives;

-- who may
CREATE ROLE regress_tend_user;
CREATE ROLE regress_tend_dba IN ROLE tend_admin;
SET ROLE regress_tend_user;
SELECT tend.set_objective(1);
SELECT count(*) FROM tend.objectives;
DELETE FROM tend.objective;
RESET ROLE;
SET ROLE regress_tend_dba;
SELECT tend.set_objective(1);
SELECT queryid, set_by FROM tend.objectives WHERE queryid = 1;
INSERT INTO tend.objective SELECT 2, 1, 1, 1, 'x', now();
RESET ROLE;
BEGIN READ ONLY;
SELECT tend.set_objective(1);
ROLLBACK;
BEGIN;
SELECT tend.set_objective(2);
ROLLBACK;
SELECT queryid FROM tend.objectives ORDER BY 1;
DROP ROLE regress_tend_user, regress_tend_dba;
