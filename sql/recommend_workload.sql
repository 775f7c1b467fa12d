-- Weights and writes of the workload decide; templates of every shape count.
CREATE EXTENSION pg_tend;
-- nothing counts rows here: no autovacuum in between, no counters that arrive late
SET track_counts = off;
CREATE TABLE item (id int PRIMARY KEY, owner int, shop int, made timestamptz, n int);
INSERT INTO item SELECT g, g % 1000, g % 900, '2026-01-01'::timestamptz + g * '1 minute'::interval, 0
  FROM generate_series(1, 30000) g;
VACUUM ANALYZE item;
CREATE FUNCTION advise(queries text[], calls bigint[] DEFAULT NULL, max_indexes int DEFAULT NULL)
RETURNS TABLE (kind text, ddl text) LANGUAGE sql AS $$
  SELECT kind, ddl FROM tend.recommend_indexes(queries => queries, calls => calls, max_indexes => max_indexes)
   ORDER BY priority, ddl
$$;

-- weights change the choice
SELECT * FROM advise('{SELECT * FROM item WHERE owner = $1,SELECT * FROM item WHERE shop = $1}', '{1000,1}', 1);
SELECT * FROM advise('{SELECT * FROM item WHERE owner = $1,SELECT * FROM item WHERE shop = $1}', '{1,1000}', 1);
SELECT * FROM advise('{SELECT * FROM item WHERE owner = $1,SELECT * FROM item WHERE shop = $1}', '{0,1}');
-- a template repeated is as good as its weight
SELECT * FROM advise(array_fill('SELECT * FROM item WHERE owner = $1'::text, ARRAY[100]) || '{SELECT * FROM item WHERE shop = $1}', NULL, 1);

-- writes cost: a few change nothing but the figures, many kill the index
SELECT write_cost > 0 AS upkeep, benefit > 0 AS benefit, break_even_calls_per_day >= 0 AS break_even
  FROM tend.recommend_indexes(queries => '{SELECT * FROM item WHERE owner = $1,"INSERT INTO item VALUES ($1, $2, $3, $4, $5)"}',
                              calls => '{10,100}');
SELECT * FROM advise('{SELECT * FROM item WHERE owner = $1,"INSERT INTO item VALUES ($1, $2, $3, $4, $5)"}', '{1,100000000}');
SELECT (SELECT write_cost FROM tend.recommend_indexes(
          queries => '{SELECT * FROM item WHERE owner = $1,"INSERT INTO item VALUES ($1, $2, $3, $4, $5)"}', calls => '{10,200}'))
     > 1.9 * (SELECT write_cost FROM tend.recommend_indexes(
          queries => '{SELECT * FROM item WHERE owner = $1,"INSERT INTO item VALUES ($1, $2, $3, $4, $5)"}', calls => '{10,100}'))
       AS upkeep_grows_with_writes;
-- an update of another column costs less than one of the indexed column
SELECT (SELECT write_cost FROM tend.recommend_indexes(
          queries => '{SELECT * FROM item WHERE owner = $1,UPDATE item SET n = n + 1 WHERE id = $1}', calls => '{100,100}'))
     < (SELECT write_cost FROM tend.recommend_indexes(
          queries => '{SELECT * FROM item WHERE owner = $1,UPDATE item SET owner = owner + 1 WHERE id = $1}', calls => '{100,100}'))
       AS heap_only_is_cheaper;
-- the search of a write is worth an index too
SELECT * FROM advise('{UPDATE item SET n = $1 WHERE owner = $2}');
SELECT * FROM advise('{DELETE FROM item WHERE owner = $1}');
SELECT * FROM advise('{"INSERT INTO item SELECT * FROM item WHERE owner = $1 ON CONFLICT (id) DO UPDATE SET n = 1"}');
SELECT * FROM advise('{"MERGE INTO item USING (SELECT $1::int AS x) s ON item.owner = s.x WHEN MATCHED THEN UPDATE SET n = 1"}');
SELECT * FROM advise('{"WITH gone AS (DELETE FROM item WHERE owner = $1 RETURNING *) SELECT count(*) FROM gone"}');

-- views, CTEs, subqueries, LATERAL, UNION, set-returning SQL functions
CREATE VIEW recent AS SELECT * FROM item WHERE made > '2026-01-02';
CREATE VIEW per_owner AS SELECT owner, shop, count(*) AS items FROM recent GROUP BY owner, shop;
CREATE TABLE owner (id int PRIMARY KEY, name text);
INSERT INTO owner SELECT g, 'owner ' || g FROM generate_series(1, 5000) g;
VACUUM ANALYZE owner;
CREATE FUNCTION items_of(int) RETURNS SETOF item LANGUAGE sql STABLE AS 'SELECT * FROM item WHERE owner = $1';
SELECT * FROM advise('{SELECT * FROM per_owner WHERE owner = $1}');
SELECT * FROM advise('{WITH c AS MATERIALIZED (SELECT * FROM item WHERE owner = $1) SELECT * FROM c}');
SELECT * FROM advise('{SELECT * FROM owner o WHERE o.id = $1 AND EXISTS (SELECT FROM item i WHERE i.owner = o.id AND i.shop = $2)}');
SELECT * FROM advise('{"SELECT o.name, l.* FROM owner o, LATERAL (SELECT * FROM item i WHERE i.owner = o.id ORDER BY made DESC LIMIT 1) l"}');
SELECT * FROM advise('{SELECT id FROM item WHERE owner = $1 UNION ALL SELECT id FROM item WHERE shop = $2}');
SELECT * FROM advise('{SELECT * FROM items_of($1)}');
SELECT * FROM advise('{SELECT * FROM owner o WHERE name = $1 AND id IN (SELECT owner FROM item WHERE shop = $2)}');
-- a join column
SELECT * FROM advise('{SELECT * FROM owner o JOIN item i ON i.owner = o.id WHERE o.id = $1}');

-- partitions and inheritance: one recommendation on the parent, children keep their own
CREATE TABLE part (id int, owner int, made date) PARTITION BY RANGE (made);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2026-02-01') TO ('2026-04-01') PARTITION BY HASH (id);
CREATE TABLE part_2_0 PARTITION OF part_2 FOR VALUES WITH (modulus 1, remainder 0);
INSERT INTO part SELECT g, g % 500, '2026-01-01'::date + g % 90 FROM generate_series(1, 30000) g;
CREATE TABLE child () INHERITS (item);
INSERT INTO child SELECT g, g % 1000, g % 900, '2026-01-01', 0 FROM generate_series(40001, 60000) g;
VACUUM ANALYZE part, child;
SELECT kind, ddl, risk FROM tend.recommend_indexes(queries => '{SELECT * FROM part WHERE owner = $1}');
SELECT * FROM advise('{SELECT * FROM part_1 WHERE owner = $1}');
SELECT * FROM advise('{SELECT * FROM item WHERE owner = $1}');
SELECT * FROM advise('{SELECT * FROM ONLY item WHERE owner = $1}');

-- rows come in order of priority, which a risk can put before the benefit
SELECT relation, risk, priority FROM tend.recommend_indexes(
  queries => '{SELECT * FROM part WHERE owner = $1,SELECT * FROM ONLY item WHERE owner = $1}', calls => '{3,2}');
