-- tend.index_findings: what is wrong with the indexes that exist.
CREATE EXTENSION pg_tend;
-- longer than any server has been counting, so that nothing but what is asked for is unused
SET pg_tend.unused_after = '3650 d';
CREATE VIEW found AS
  SELECT finding, index, safe, ddl, undo_ddl FROM tend.index_findings ORDER BY relation, index, finding;
SELECT * FROM found;

-- duplicates and redundant indexes, and what only looks like one
CREATE TABLE item (id int PRIMARY KEY, a int, b int, c text COLLATE "C", d int4range);
CREATE INDEX item_a ON item (a);
CREATE INDEX item_a_again ON item (a) WITH (fillfactor = 70);
CREATE INDEX item_ab ON item (a, b);
CREATE INDEX item_a_desc ON item (a DESC);
CREATE INDEX item_a_nulls ON item (a NULLS FIRST);
CREATE INDEX item_a_some ON item (a) WHERE b > 0;
CREATE INDEX item_a_hash ON item USING hash (a);
CREATE INDEX item_a_with ON item (a) INCLUDE (c);
CREATE INDEX item_c ON item (c);
CREATE INDEX item_c_pattern ON item (c text_pattern_ops);
CREATE INDEX item_c_other ON item (c COLLATE "POSIX");
CREATE INDEX item_lower ON item (lower(c));
CREATE INDEX item_lower_again ON item (lower(c));
CREATE UNIQUE INDEX item_b ON item (b);
CREATE UNIQUE INDEX item_b_again ON item (b);
CREATE INDEX item_id ON item (id);
SELECT * FROM found;
SELECT index, evidence, reason FROM tend.index_findings ORDER BY index;

-- the one with a role stays
ALTER TABLE item CLUSTER ON item_a_again;
SELECT index, ddl FROM found WHERE finding = 'duplicate' AND index ~ 'item_a';
ALTER TABLE item ALTER b SET NOT NULL, REPLICA IDENTITY USING INDEX item_b_again;
SELECT index, ddl FROM found WHERE finding = 'duplicate' AND index ~ 'item_b';
DROP TABLE item;

-- unused: what was never scanned, and nothing guards
CREATE TABLE used (id int PRIMARY KEY, a int, b int, c text UNIQUE, d int4range, EXCLUDE USING gist (d WITH &&));
CREATE INDEX used_a ON used (a);
CREATE INDEX used_b ON used (b);
CREATE INDEX used_upper ON used (upper(c));
CREATE INDEX used_cluster ON used (id, a);
ALTER TABLE used CLUSTER ON used_cluster;
INSERT INTO used SELECT g, g, g, g, int4range(g, g + 1) FROM generate_series(1, 1000) g;
ANALYZE used;
SET enable_seqscan = off;
SELECT count(*) FROM used WHERE a = 7;
RESET enable_seqscan;
SELECT pg_stat_force_next_flush();
SELECT * FROM found;
SET pg_tend.unused_after = 0;
SELECT * FROM found;
SELECT regexp_replace(evidence, '(reset|for|watched) (under a second|[0-9.]+ \w+)', '\1 N', 'g') FROM tend.index_findings WHERE index = 'public.used_b';
SELECT index, reason FROM tend.index_findings WHERE finding = 'unused' ORDER BY index;
SET pg_tend.exclude = 'public.used';
SELECT * FROM found;
RESET pg_tend.exclude;
SET pg_tend.unused_after = '3650 d';
DROP TABLE used;

-- foreign keys: an index for the children, if parents are deleted
CREATE TABLE parent (id int PRIMARY KEY, k int UNIQUE);
CREATE TABLE child (parent int REFERENCES parent, k int REFERENCES parent (k), pad text);
CREATE TABLE tiny (parent int REFERENCES parent);
INSERT INTO parent SELECT g, g FROM generate_series(1, 1000) g;
INSERT INTO child SELECT 1 + g % 900, NULL, repeat('x', 100) FROM generate_series(1, 10000) g;
INSERT INTO tiny SELECT g FROM generate_series(1, 900) g;
SELECT * FROM found;
DELETE FROM parent WHERE id > 950;
SELECT pg_stat_force_next_flush();
SELECT * FROM found;
SELECT regexp_replace(evidence, 'by [0-9]+ writes', 'by N writes') AS evidence, reason FROM tend.index_findings ORDER BY 1;
CREATE INDEX child_parent ON child (parent);
CREATE INDEX child_k ON child (k, pad) WHERE k IS NOT NULL;
-- they serve the foreign keys, though nothing scanned them
SET pg_tend.unused_after = 0;
SELECT * FROM found;
SET pg_tend.unused_after = '3650 d';
DROP TABLE parent, child, tiny;

-- invalid: what a failed build left
CREATE TABLE twice (a int, b int);
INSERT INTO twice VALUES (1, 1), (1, 2);
CREATE UNIQUE INDEX CONCURRENTLY twice_a ON twice (a);
SELECT * FROM found;
SELECT evidence, reason FROM tend.index_findings;
UPDATE pg_index SET indisunique = false WHERE indexrelid = 'twice_a'::regclass;
SELECT * FROM found;
DROP TABLE twice;

-- bloated: after a mass delete
CREATE TABLE fat (id int, d int);
INSERT INTO fat SELECT g, g % 100 FROM generate_series(1, 700000) g;
CREATE INDEX fat_id ON fat (id);
CREATE INDEX fat_d ON fat (d);
VACUUM ANALYZE fat;
SELECT * FROM found;
DELETE FROM fat WHERE id % 20 > 0;
VACUUM ANALYZE fat;
SELECT * FROM found;
SELECT regexp_replace(evidence, 'about [0-9]+ kB', 'about N kB'), reason FROM tend.index_findings;
REINDEX INDEX CONCURRENTLY fat_id;
SELECT * FROM found;
DROP TABLE fat;
