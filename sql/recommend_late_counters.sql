-- SPDX-License-Identifier: PostgreSQL
-- A session reports its inserts late, so after a bulk load and ANALYZE the server counts what ANALYZE
-- saw as changed since. Advice does not take that for stale statistics; true changes it does.
CREATE EXTENSION pg_tend;
SET client_min_messages = warning;

CREATE TABLE loaded (id int NOT NULL, owner int, note text) WITH (autovacuum_enabled = off);
CREATE TABLE parts (id int NOT NULL, owner int) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (25000) WITH (autovacuum_enabled = off);
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (25000) TO (100000) WITH (autovacuum_enabled = off);
-- within one command nothing is reported, whatever it commits
DO $$
BEGIN
    INSERT INTO loaded SELECT g, g % 1000, 'note ' || g FROM generate_series(1, 50000) g;
    INSERT INTO parts SELECT g, g % 1000 FROM generate_series(1, 50000) g;
    COMMIT;
    ANALYZE loaded, parts;
END $$;
SELECT pg_stat_force_next_flush() \g /dev/null

-- what the server counts
SELECT relname, n_mod_since_analyze, round(n_live_tup, -3) AS live
FROM pg_stat_user_tables WHERE schemaname = 'public' AND n_mod_since_analyze > 0 ORDER BY relname;

CREATE FUNCTION doubt(query text)
RETURNS TABLE (relation text, confidence_above_90 boolean, risk text)
LANGUAGE sql VOLATILE AS $$
    SELECT r.relation, r.confidence > 0.9, r.risk
    FROM tend.recommend_indexes(queries => ARRAY[query]) r
$$;
SELECT * FROM doubt('SELECT * FROM loaded WHERE owner = 7');
SELECT * FROM doubt('SELECT * FROM parts WHERE owner = 7');

-- rows that came into the space that others had left are changes
DELETE FROM loaded WHERE id > 10000;
VACUUM (ANALYZE, TRUNCATE off) loaded;
SELECT pg_stat_force_next_flush() \g /dev/null
ANALYZE loaded;
INSERT INTO loaded SELECT g, g % 1000, 'note ' || g FROM generate_series(10001, 40000) g;
SELECT pg_stat_force_next_flush() \g /dev/null
SELECT * FROM doubt('SELECT * FROM loaded WHERE owner = 7');

-- and so are updates
ANALYZE parts;
UPDATE parts SET owner = owner + 1;
SELECT pg_stat_force_next_flush() \g /dev/null
SELECT * FROM doubt('SELECT * FROM parts WHERE owner = 7');
