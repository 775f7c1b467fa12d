-- DROP INDEX elements of tend.what_if() hide indexes from the planner and touch nothing.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE SCHEMA "Other";
CREATE TABLE item (id int PRIMARY KEY, owner int, price int);
CREATE TABLE "Other".item (id int PRIMARY KEY, owner int);
INSERT INTO item SELECT g, g % 1000, g % 100 FROM generate_series(1, 20000) g;
INSERT INTO "Other".item SELECT g, g % 1000 FROM generate_series(1, 20000) g;
CREATE INDEX item_owner ON item (owner);
CREATE INDEX item_price ON item (price);
CREATE INDEX item_owner ON "Other".item (owner);
VACUUM ANALYZE;

CREATE FUNCTION offer(query text, VARIADIC indexes text[] DEFAULT '{}')
RETURNS TABLE (used text[], change int, indexes text[])
LANGUAGE sql AS $$
  SELECT w.used, sign(w.cost_after - w.cost_before)::int,
         ARRAY(SELECT s #>> '{}' FROM jsonb_path_query(w.plan::jsonb, 'strict $.**."Index Name"') s)
    FROM tend.what_if(query, indexes) w
$$;

SELECT * FROM offer('SELECT * FROM item WHERE owner = 5');
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5', 'DROP INDEX item_owner');
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5', 'DROP INDEX public.item_owner');
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5', 'drop index concurrently if exists item_owner cascade');
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5 OR price = 7', 'DROP INDEX item_owner, item_price');
SELECT * FROM offer('SELECT * FROM item WHERE id = 5', 'DROP INDEX item_pkey');

-- the schema counts
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5', 'DROP INDEX "Other".item_owner');
SELECT * FROM offer('SELECT * FROM "Other".item WHERE owner = 5', 'DROP INDEX "Other".item_owner');
SET search_path = "Other", public;
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5', 'DROP INDEX item_owner');
SELECT * FROM offer('SELECT * FROM public.item WHERE owner = 5', 'DROP INDEX item_owner');
RESET search_path;

-- hide one and offer another
SELECT * FROM offer('SELECT * FROM item WHERE owner = 5 AND price = 7',
                    'DROP INDEX item_owner', 'CREATE INDEX better ON item (owner, price)',
                    'DROP INDEX item_price');

-- a partitioned index stands for its leaves
CREATE TABLE part (id int, owner int) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10000);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10000) TO (30000);
INSERT INTO part SELECT g, g % 1000 FROM generate_series(1, 20000) g;
CREATE INDEX part_owner ON part (owner);
VACUUM ANALYZE part;
SELECT * FROM offer('SELECT * FROM part WHERE owner = 5');
SELECT * FROM offer('SELECT * FROM part WHERE owner = 5', 'DROP INDEX part_owner');
SELECT * FROM offer('SELECT * FROM part WHERE owner = 5', 'DROP INDEX part_1_owner_idx');

-- what cannot be hidden
\set VERBOSITY sqlstate
SELECT * FROM offer('SELECT * FROM item', 'DROP INDEX no_such_index');
SELECT * FROM offer('SELECT * FROM item', 'DROP INDEX no_such_schema.item_owner');
SELECT * FROM offer('SELECT * FROM item', 'DROP INDEX item');
SELECT * FROM offer('SELECT * FROM item', 'DROP TABLE item');
SELECT * FROM offer('SELECT * FROM item', 'DROP INDEX item_owner; DROP INDEX item_price');
\set VERBOSITY default
SELECT * FROM offer('SELECT * FROM item', 'DROP INDEX IF EXISTS no_such_index');
SELECT * FROM offer('SELECT * FROM item', 'DROP INDEX IF EXISTS no_such_schema.item_owner');

-- all are still there
SELECT indexrelid::regclass FROM pg_index JOIN pg_class c ON c.oid = indrelid
 WHERE c.relname = 'item' ORDER BY indexrelid::regclass::text;
EXPLAIN (COSTS OFF) SELECT * FROM item WHERE owner = 5;
