-- tend.index_findings: quoted names, partitions, what it leaves alone, and who sees definitions.
CREATE EXTENSION pg_tend;
SET pg_tend.unused_after = '3650 d';
CREATE VIEW found AS
  SELECT finding, relation, relid = relation::regclass AS same, index, safe, ddl, undo_ddl
    FROM tend.index_findings ORDER BY finding, relation, index;
CREATE SCHEMA "Odd ""Schema";
CREATE TABLE "Odd ""Schema"."Ta.ble" ("Select" int, "from" text);
CREATE INDEX "in""dex" ON "Odd ""Schema"."Ta.ble" ("Select");
CREATE INDEX "INDEX CONCURRENTLY" ON "Odd ""Schema"."Ta.ble" ("Select");
CREATE INDEX "wi de" ON "Odd ""Schema"."Ta.ble" ("from", "Select") WHERE "from" <> ' ON ONLY ';
CREATE INDEX "nar row" ON "Odd ""Schema"."Ta.ble" ("from") WHERE "from" <> ' ON ONLY ';
SELECT * FROM found;
-- ddl and undo work as they are
SELECT ddl FROM found WHERE index ~ 'nar row' \gexec
SELECT ddl FROM found WHERE finding = 'duplicate' \gexec
SELECT * FROM found;
SET pg_tend.exclude = '"Odd ""Schema"."Ta.ble"';
CREATE INDEX again ON "Odd ""Schema"."Ta.ble" ("Select");
SELECT * FROM found;
RESET pg_tend.exclude;
DROP SCHEMA "Odd ""Schema" CASCADE;

-- not: temporary tables, our own
CREATE TEMP TABLE temporary (a int);
CREATE INDEX ON temporary (a);
CREATE INDEX ON temporary (a);
CREATE INDEX advice_run_again ON tend.advice_run (run_id);
SELECT * FROM found;
-- but materialized views
CREATE MATERIALIZED VIEW seen AS SELECT 1 AS a;
CREATE INDEX seen_a ON seen (a);
CREATE INDEX seen_a_again ON seen (a);
SELECT * FROM found;
DROP MATERIALIZED VIEW seen;

-- partitions
CREATE TABLE whole (id int, a int, b int) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF whole FOR VALUES FROM (0) TO (1000);
CREATE TABLE part2 PARTITION OF whole FOR VALUES FROM (1000) TO (2000) PARTITION BY RANGE (a);
CREATE TABLE part2_1 PARTITION OF part2 FOR VALUES FROM (0) TO (1000);
CREATE INDEX whole_a ON whole (a);
CREATE INDEX whole_b ON whole (b);
CREATE INDEX whole_b_again ON whole (b);
CREATE INDEX part1_own ON part1 (a);
CREATE INDEX part1_else ON part1 (b, a);
-- an index that still lacks partitions is not a failed build
CREATE INDEX whole_ab ON ONLY whole (a, b);
SELECT * FROM found;
-- a scan of one partition is a use of the whole
INSERT INTO whole SELECT g, g, g FROM generate_series(1, 900) g;
ANALYZE whole;
DROP INDEX part1_own, part1_else, whole_b_again;
SET enable_seqscan = off;
SELECT count(*) FROM part1 WHERE a = 7;
RESET enable_seqscan;
SELECT pg_stat_force_next_flush();
SET pg_tend.unused_after = 0;
SELECT * FROM found;
SELECT reason FROM tend.index_findings;
SELECT ddl FROM found \gexec
SELECT * FROM found;
DROP TABLE whole;
SET pg_tend.unused_after = '3650 d';

-- foreign keys of partitioned tables
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE child (id int, parent int REFERENCES parent) PARTITION BY RANGE (id);
CREATE TABLE child1 PARTITION OF child FOR VALUES FROM (0) TO (100000);
INSERT INTO parent SELECT generate_series(1, 1000);
INSERT INTO child SELECT g, 1 + g % 900 FROM generate_series(1, 20000) g;
ANALYZE child1;
DELETE FROM parent WHERE id > 900;
SELECT pg_stat_force_next_flush();
SELECT * FROM found;
CREATE INDEX child1_parent ON child1 (parent);
SELECT * FROM found;
DROP TABLE parent, child;

-- definitions show to those who may read the columns
CREATE TABLE secret (id int, a int, b int);
CREATE INDEX secret_a ON secret (a) WHERE b <> 4711;
CREATE INDEX secret_a_again ON secret (a) WHERE b <> 4711;
CREATE INDEX secret_b ON secret (id);
CREATE INDEX secret_b_again ON secret (id);
CREATE ROLE regress_tend_reader;
CREATE ROLE regress_tend_watcher IN ROLE pg_monitor;
GRANT SELECT (id, a) ON secret TO regress_tend_reader;
SET ROLE regress_tend_reader;
SELECT finding, index, ddl, undo_ddl FROM tend.index_findings WHERE finding = 'duplicate';
SET ROLE regress_tend_watcher;
SELECT finding, index, ddl, undo_ddl FROM tend.index_findings WHERE finding = 'duplicate';
SELECT count(*) FROM tend.find_index_faults() f WHERE f::text ~ '4711';
RESET ROLE;
GRANT pg_read_all_data TO regress_tend_watcher;
SET ROLE regress_tend_watcher;
SELECT finding, index, ddl, undo_ddl FROM tend.index_findings WHERE finding = 'duplicate';
RESET ROLE;
-- also in a read-only transaction
BEGIN READ ONLY;
SELECT count(*) > 0 AS some FROM tend.index_findings;
COMMIT;
DROP TABLE secret;
DROP ROLE regress_tend_reader, regress_tend_watcher;
