-- tend.sample(): what ran shows in tend.statements. Needs pg_stat_statements loaded; else sampling_1.out.
SELECT current_setting('pg_stat_statements.max', true) IS NULL AS not_loaded \gset
\if :not_loaded
\quit
\endif
-- the sampler's own lock: no worker samples in between, and this session still may
SELECT pg_advisory_lock(x'74656e64'::int, 1) \g /dev/null
CREATE EXTENSION pg_tend;
CREATE TABLE item (id int PRIMARY KEY, owner int);
INSERT INTO item SELECT g, g % 10 FROM generate_series(1, 100) g;

-- without pg_stat_statements: tables, indexes and the database
SELECT pg_stat_force_next_flush();
SELECT tend.sample() IS NOT NULL AS taken;
SELECT r.schema_name, r.relation_name, r.kind, i.inserted, h.level, h.totals
  FROM tend.table_interval i JOIN tend.relation r USING (relation_id) JOIN tend.history_interval h USING (interval_id);
SELECT count(*) FROM tend.statements;
-- what nobody counted is not to be explained: neither before there were statements nor at their first reading
SELECT sum(i) > 0 AS busy FROM generate_series(1, 200000) i;
SELECT pg_stat_force_next_flush();
SELECT tend.sample() IS NOT NULL AS taken;

-- the statements' first reading counts since their reset, and is marked
CREATE EXTENSION pg_stat_statements;
SELECT FROM pg_database, pg_stat_statements_reset(0, oid, 0) WHERE datname = current_database();
SELECT count(*) FROM item WHERE owner = 1;
SELECT tend.sample() IS NOT NULL AS taken;
SELECT id FROM item WHERE owner = 2 ORDER BY id LIMIT 2;
SELECT id FROM item WHERE owner = 3 ORDER BY id LIMIT 1;
SELECT count(*) FROM item WHERE owner = 4;
SELECT tend.sample() IS NOT NULL AS taken;
SELECT query, calls, rows, total_ms > 0 AS took_time FROM tend.statements WHERE query LIKE '%item WHERE%' ORDER BY query COLLATE "C";
SELECT query, calls, totals FROM tend.statement_intervals WHERE query LIKE '%item WHERE%' AND level = 0
 ORDER BY query COLLATE "C", interval_id;

SELECT sum(d.active_ms) > 0 AS active, sum(h.active_ms) AS to_explain FROM tend.history_interval h JOIN tend.database_interval d USING (interval_id)
 WHERE h.statement_ms = 0 AND NOT h.totals;
SELECT sum(i) > 0 AS busy FROM generate_series(1, 200000) i;
SELECT pg_stat_force_next_flush();
SELECT tend.sample() IS NOT NULL AS taken;
SELECT bool_or(active_ms > 0) AS to_explain FROM tend.history_interval WHERE NOT totals AND statement_ms > 0;

-- what was not run since adds nothing
SELECT tend.sample() IS NOT NULL AS taken;
SELECT query, calls, rows FROM tend.statements WHERE query LIKE '%item WHERE%' ORDER BY query COLLATE "C";

-- a sample that is rolled back neither loses nor doubles
SELECT count(*) FROM item WHERE owner = 5;
BEGIN;
SELECT tend.sample() IS NOT NULL AS taken;
ROLLBACK;
SELECT tend.sample() IS NOT NULL AS taken;
SELECT calls FROM tend.statements WHERE query LIKE 'SELECT count(*) FROM item WHERE%';

-- who may, and where not
CREATE ROLE regress_tend_app;
SET ROLE regress_tend_app;
SELECT tend.sample();
RESET ROLE;
BEGIN READ ONLY;
SELECT tend.sample();
ROLLBACK;
DROP ROLE regress_tend_app;
