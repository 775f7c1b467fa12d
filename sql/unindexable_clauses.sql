-- Clauses that no B-tree serves as they are written: each with a class and a rewrite that helps.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
SET client_min_messages = warning;
CREATE TABLE item (id int PRIMARY KEY, owner int, code uuid, name text, label varchar(40), state text,
                   made timestamptz, day date, "Odd ""one" int, pad text);
INSERT INTO item SELECT g, g % 1000, md5(g::text)::uuid, md5(g::text), 'l' || g, CASE WHEN g % 50 = 0 THEN 'open' ELSE 'done' END,
  timestamptz '2024-01-01 UTC' + g * interval '1 minute', date '2024-01-01' + g % 3000, g % 1000, repeat('x', 100)
  FROM generate_series(1, 20000) g;
CREATE TABLE parcel (id int PRIMARY KEY, item_id int, place int, pad text);
INSERT INTO parcel SELECT g, g % 20000, g % 1000, repeat('x', 100) FROM generate_series(1, 20000) g;
VACUUM ANALYZE item, parcel;
CREATE FUNCTION code_of(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN $1 % 7919; END';
CREATE FUNCTION why(statement text) RETURNS TABLE (class text, reason text, hint text) LANGUAGE sql AS $$
  SELECT count(*) FROM tend.recommend_indexes(queries => ARRAY[statement]);
  SELECT class, reason, hint FROM tend.unindexable
   WHERE run_id = (SELECT max(run_id) FROM tend.advice_runs) ORDER BY class, reason
$$;

\x on
-- patterns that may match anywhere
SELECT * FROM why($$SELECT id FROM item WHERE name LIKE '%sought%'$$);
SELECT * FROM why($$SELECT id FROM item WHERE name LIKE '%sought'$$);
SELECT class FROM why($$SELECT id FROM item WHERE name ILIKE '_sought'$$);
SELECT class FROM why($$SELECT id FROM item WHERE label LIKE '%sought%'$$);
SELECT class FROM why($$SELECT id FROM item WHERE lower(name) LIKE '%sought%'$$);
SELECT class FROM why($$SELECT id FROM item WHERE name ~ 'sought'$$);
-- casts that stand on the column
SELECT * FROM why($$SELECT * FROM item WHERE owner = 77.0$$);
SELECT * FROM why($$SELECT * FROM item WHERE code::text = $1$$);
SELECT class FROM why($$SELECT * FROM item WHERE owner = $1::float8$$);
SELECT class FROM why($$SELECT * FROM item WHERE "Odd ""one"::text = '5'$$);
-- functions that no index can hold, or that only their author can propose
SELECT * FROM why($$SELECT * FROM item WHERE made::date = '2024-01-05'$$);
SELECT * FROM why($$SELECT * FROM item WHERE date_trunc('day', made) = '2024-01-05'$$);
SELECT * FROM why($$SELECT * FROM item WHERE code_of(owner) = 5$$);
SELECT * FROM why($$SELECT * FROM item WHERE coalesce("Odd ""one", 0) = 5$$);
SELECT class FROM why($$SELECT * FROM item WHERE now() - made < interval '1 day'$$);
SELECT class FROM why($$SELECT * FROM item WHERE to_char(made, 'YYYYMMDD') = '20240105'$$);
-- alternatives that one table alone cannot answer
SELECT * FROM why($$SELECT * FROM item i JOIN parcel p ON p.item_id = i.id WHERE i.owner = 5 OR p.place = 7$$);
SELECT * FROM why($$SELECT * FROM item i WHERE owner = 5 OR EXISTS (SELECT FROM parcel p WHERE p.item_id = i.id AND p.place = 7)$$);
-- an arm that spoils its OR
SELECT class FROM why($$SELECT * FROM item WHERE owner = 5 OR code_of(owner) = 5$$);
-- values left out, worth a word only where few are left
SELECT * FROM why($$SELECT * FROM item WHERE state <> 'done'$$);
SELECT class FROM why($$SELECT * FROM item WHERE state NOT IN ('done', 'lost')$$);
\x off

-- nothing to say: served, or not worth it
SELECT * FROM why($$SELECT * FROM item WHERE owner = 77$$);
SELECT * FROM why($$SELECT * FROM item WHERE owner = 77 AND name LIKE '%sought%'$$);
SELECT * FROM why($$SELECT * FROM item WHERE owner = 77 OR "Odd ""one" = 5$$);
SELECT * FROM why($$SELECT * FROM item WHERE lower(name) = 'sought'$$);
SELECT * FROM why($$SELECT * FROM item WHERE name LIKE 'sought%'$$);
SELECT * FROM why($$SELECT * FROM item WHERE name LIKE $1$$);
SELECT * FROM why($$SELECT * FROM item WHERE owner = $1::bigint$$);
SELECT * FROM why($$SELECT * FROM item WHERE state <> 'open'$$);
SELECT * FROM why($$SELECT * FROM item WHERE id = 5 AND code_of(owner) = 5$$);
SELECT * FROM why($$SELECT * FROM item WHERE name LIKE '%a%'$$);

-- partitions stand as one table; the columns are those of the parent
CREATE TABLE part (id int, note text, x int) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (10000);
CREATE TABLE part2 (x int, gone int, note text, id int);
ALTER TABLE part2 DROP COLUMN gone;
ALTER TABLE part ATTACH PARTITION part2 FOR VALUES FROM (10000) TO (20000);
INSERT INTO part SELECT g, md5(g::text), g FROM generate_series(0, 19999) g;
VACUUM ANALYZE part;
SELECT class, reason FROM why($$SELECT * FROM part WHERE note LIKE '%sought%'$$);

-- no value of a statement shows in reasons and hints; nothing shows to who may not see the statement
SELECT count(*) AS rows, count(*) FILTER (WHERE reason || hint ~ 'sought|77|2024|20240105|7919') AS telling
  FROM tend.unindexable WHERE class IN ('leading_wildcard', 'type_mismatch', 'function_on_column', 'or_across_columns', 'not_equal');
CREATE ROLE regress_tend_reader;
SET ROLE regress_tend_reader;
SELECT DISTINCT query, reason, hint FROM tend.unindexable;
RESET ROLE;
DROP ROLE regress_tend_reader;
